import { until } from '../support/until.ts'
import { keepCadence } from './cadence.ts'
import { addWithForm, openForm, saveForm } from './hands.ts'
import { addressOf } from './markup.ts'
import { oneOf } from './model.ts'
import { otherThan, type Play, tabOf, write } from './play.ts'
import { bulk, pick, press } from './rows.ts'
import type { Blow, Step, StepOf } from './steps.ts'

export async function act(play: Play, step: Step): Promise<void> {
  switch (step.do) {
    case 'write':
      return write(play, step)
    case 'both':
      await Promise.all([write(play, step.write), blow(play, step.blow)])
      return
    case 'cut':
    case 'move':
    case 'hide':
    case 'show':
      return blow(play, step as Blow)
    case 'press':
      return press(play, step)
    case 'pick':
      return pick(play, step)
    case 'bulk':
      return bulk(play, step)
    case 'go':
      return go(play, step)
    case 'edit':
      return openForm(play, step)
    case 'contest':
      return contest(play, step)
    case 'save':
      return saveForm(play, step)
    case 'add':
      return addWithForm(play, step)
    case 'restart':
      return restart(play, step)
    case 'outage':
    case 'failing':
      return keepCadence(play, step)
  }
}

async function blow(play: Play, { do: what, tab: index }: Blow): Promise<void> {
  const tab = tabOf(play, index)
  if (what === 'cut') tab.cut()
  else if (what === 'move') tab.move(otherThan(tab.seat))
  else await tab.hide(what === 'hide')
}

async function go(play: Play, step: StepOf<'go'>): Promise<void> {
  const known = oneOf(play.model, step.which)
  const view = known === undefined && step.view === 'service' ? 'overview' : step.view
  const id = known?.id ?? 0
  await tabOf(play, step.tab).open(addressOf(view, id), { kind: view, id })
}

async function contest(play: Play, step: StepOf<'contest'>): Promise<void> {
  await openForm(play, { ...step, do: 'edit', types: true })
  await write(play, { ...step.write, which: step.which })
  await saveForm(play, { ...step, do: 'save' })
}

/** While one program is away, the other takes a write; the tabs of the first come back to it. */
async function restart(
  play: Play,
  { seat, signal, write: next }: StepOf<'restart'>,
): Promise<void> {
  const { world, tabs } = play
  const back = world.restart(seat, signal)
  const wrote = await Promise.allSettled([write(play, { ...next, by: otherThan(seat) }), back])
  for (const one of wrote) if (one.status === 'rejected') throw one.reason
  for (const tab of tabs) if (tab.seat === seat) tab.follow()
  // What comes next may be a request of a tab to it.
  await until(
    'the program answers',
    async () => (await fetch(`${world.seats[seat].server.url}/livez`)).ok,
  )
}
