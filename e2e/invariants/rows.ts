import { answerTo, clientFor, isDone, pressMs } from './answer.ts'
import { box, bulkAddress, bulkButton, picksIn, pressable, ticked } from './markup.ts'
import { adopt, forget, oneOf } from './model.ts'
import { type Play, tabOf } from './play.ts'
import type { StepOf } from './steps.ts'

/** What the user of a tab does with the rows of a list. */

/** Presses a button of a row, where the tab shows it. */
export async function press(play: Play, step: StepOf<'press'>): Promise<void> {
  const tab = tabOf(play, step.tab)
  const known = oneOf(play.model, step.which)
  if (known === undefined || tab.isHidden) return
  const button = pressable(tab.page, known.id, step.what)
  if ((await button.count()) === 0) return
  const path = `/services/${known.id}${step.what === 'delete' ? '' : `/${step.what}`}`
  const answer = await answerTo(button, path)
  if (answer === null) return
  const status = answer.status()
  if (status >= 400) throw new Error(`${step.what} ${path} was answered ${status}`)
  if (step.what === 'delete') forget(play.model, known.id)
  else {
    const wish = { paused: step.what === 'pause' }
    await adopt(play.model, clientFor(play, tab), { known, wish })
  }
}

/** Ticks the box of a row, where the tab shows it. */
export async function pick(play: Play, step: StepOf<'pick'>): Promise<void> {
  const tab = tabOf(play, step.tab)
  const known = oneOf(play.model, step.which)
  if (known === undefined || tab.isHidden) return
  const field = box(tab.page, known.id)
  if ((await field.count()) > 0) await isDone(field, () => field.check({ timeout: pressMs }))
}

/** Does something to all ticked rows. Those that somebody changed unseen are left alone. */
export async function bulk(play: Play, { tab: index, what }: StepOf<'bulk'>): Promise<void> {
  const tab = tabOf(play, index)
  if (tab.isHidden || (await ticked(tab.page).count()) === 0) return
  const button = bulkButton(tab.page, what)
  const answer = await answerTo(button, bulkAddress)
  if (answer === null) return
  if (answer.status() >= 400) throw new Error(`${what} of many was answered ${answer.status()}`)
  for (const { id, rev } of picksIn(answer.request().postData() ?? '')) {
    const known = play.model.services.get(id)
    if (known === undefined) continue
    const wish = known.rev === rev ? { paused: what === 'pause' } : {}
    await adopt(play.model, clientFor(play, tab), { known, wish })
  }
}
