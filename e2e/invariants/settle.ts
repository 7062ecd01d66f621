import { until } from '../support/until.ts'
import { reachesHead } from './cadence.ts'
import { goneText, head, nameField, notice } from './markup.ts'
import { create, lostIn, nameIn } from './model.ts'
import type { Play } from './play.ts'
import { allJudged } from './rest.ts'
import type { Tab } from './tab.ts'
import type { World } from './world.ts'

/** How long a part that is fetched by itself may take after everything else has come to rest. */
const restMs = 15_000

/** Brings everything to rest, and says what is not as it must be then. */
export async function settle(play: Play): Promise<string[]> {
  const { world, model, tabs } = play
  for (const tab of tabs) if (tab.isHidden) await tab.hide(false)
  const { ana } = world.seats.a
  await allJudged(play)
  const before = await Promise.all(tabs.map((tab) => seenFaults(play, tab)))
  // It changes the figures, so every view is told of it, and of all that was before.
  await create(model, ana, { name: nameIn(model, 'last'), url: world.targets.good, paused: true })
  await Promise.all(tabs.map(reachesHead(play)))
  const faults = await Promise.all(tabs.map((tab) => faultsOf(play, tab)))
  const lost = await Promise.all([lostIn(model, ana), lostIn(model, world.seats.b.ana)])
  return [...before.flat(), ...faults.flat(), ...lost.flat()]
}

const told = (tab: Tab, faults: readonly string[]): string[] =>
  faults.map((fault) => `${tab.name} tab, ${tab.page.url()}: ${fault}`)

async function seenFaults(play: Play, tab: Tab): Promise<string[]> {
  const isForm = tab.shown.kind === 'edit' || tab.shown.kind === 'new'
  return told(tab, await (isForm ? formFaults(play, tab) : viewFaults(play.world, tab)))
}

async function faultsOf(play: Play, tab: Tab): Promise<string[]> {
  const seen = await seenFaults(play, tab)
  await tab.page.evaluate('pharosWatch.check()')
  const isSame = await tab.page.evaluate<boolean>('pharosWatch.marked')
  const sent = await play.world.judge.evaluate<string[], readonly string[]>(
    (messages) => messages.flatMap(Reflect.get(globalThis, 'judge').wrongWithMessage),
    tab.messages,
  )
  const replaced = isSame ? [] : ['the document was replaced, and not by its user']
  return [...seen, ...told(tab, [...tab.faults, ...replaced, ...new Set(sent)])]
}

/** I1: the open page is the page that is answered now. */
async function viewFaults(world: World, tab: Tab): Promise<string[]> {
  const { page, shown } = tab
  let found: string[] = []
  const look = async () => {
    const fresh = await world.context.request.get(page.url())
    if (fresh.status() === 404 && shown.kind === 'service') {
      const text = await head(page, shown.id).textContent()
      found = text?.includes(goneText) ? [] : ['I1: a deleted service is shown']
    } else {
      found = await differences(world, await page.content(), await fresh.text())
    }
    return found.length === 0
  }
  try {
    await until('the page is as a fresh one', look, { deadlineMs: restMs, everyMs: 100 })
    return []
  } catch (error) {
    if (found.length === 0) throw error
    return [`I1: ${found.slice(0, 12).join('\n    ')}`]
  }
}

export const differences = (world: World, open: string, fresh: string): Promise<string[]> =>
  world.judge.evaluate<string[], readonly string[]>(
    ([a, b]) => Reflect.get(globalThis, 'judge').differences(a, b),
    [open, fresh],
  )

/** A form is as its user left it, and says so when it is about an old version. */
async function formFaults({ model }: Play, tab: Tab): Promise<string[]> {
  const { page, shown } = tab
  if (shown.kind !== 'edit') return []
  const faults: string[] = []
  const value = await nameField(page).inputValue()
  if (shown.typed !== null && value !== shown.typed) {
    faults.push(`I3: "${shown.typed}" was typed, and there is "${value}"`)
  }
  const isOld = model.services.get(shown.id)?.rev !== shown.rev
  const says = async () => ((await notice(page, shown.id).textContent()) ?? '').trim() !== ''
  const words = isOld ? 'the form says that it is old' : 'the form says nothing'
  try {
    await until(words, async () => (await says()) === isOld, { deadlineMs: restMs })
  } catch {
    faults.push(`I4: not true: ${words}`)
  }
  return faults
}
