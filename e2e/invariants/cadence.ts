import { until } from '../support/until.ts'
import { banner, head, rows, streamAddress } from './markup.ts'
import { otherThan, type Play, tabOf, write } from './play.ts'
import { allJudged } from './rest.ts'
import type { StepOf } from './steps.ts'
import type { Tab } from './tab.ts'
import { isReady, type SeatName } from './world.ts'

/** One thing fails; whatever does not need it goes on as before. */
export function keepCadence(play: Play, step: StepOf<'outage'> | StepOf<'failing'>): Promise<void> {
  return step.do === 'outage' ? outage(play, step) : failing(play, step)
}

const isView = ({ shown }: Tab): boolean => shown.kind !== 'edit' && shown.kind !== 'new'
const isWatching = (tab: Tab): boolean => isView(tab) && !tab.isHidden

/** The kind of service that a write makes which nothing checks (`play.ts`). */
const paused = 5

/**
 * One program loses its database. Its tabs keep their rows and say so; the tabs of the other one,
 * which takes a write, reach it.
 */
async function outage(play: Play, step: StepOf<'outage'>): Promise<void> {
  const { world, tabs } = play
  const { seat } = step
  const away = world.seats[seat]
  const mine = tabs.filter((tab) => tab.seat === seat && isWatching(tab))
  const others = tabs.filter((tab) => tab.seat !== seat && isWatching(tab))
  const news = { what: 'create', which: paused, do: 'write', by: otherThan(seat) } as const
  await write(play, news)
  await allJudged(play)
  await Promise.all(tabs.map(reachesHead(play)))
  const before = await Promise.all(mine.map((tab) => rows(tab.page).count()))
  await away.door.shut()
  if (step.writes) await write(play, news)
  await Promise.all(others.map(reachesHead(play)))
  const words = 'I5: a tab says that the database is away'
  await Promise.all(
    mine.map(({ page }) =>
      until(words, async () => (await banner(page).getAttribute('data-state')) === 'stale'),
    ),
  )
  const after = await Promise.all(mine.map((tab) => rows(tab.page).count()))
  if (after.join() !== before.join()) {
    throw new Error(`I5: an outage took rows away: ${before.join()} became ${after.join()}`)
  }
  for (const tab of mine) {
    if (step.tabs === 'cut') tab.cut()
    if (step.tabs === 'move') tab.move(otherThan(seat))
  }
  if (step.tabs === 'join') for (const tab of others) await joins(tab, seat)
  await away.door.open()
  await isReady(away)
}

/** A tab comes to a program that cannot read what the tab has seen already. */
async function joins(tab: Tab, seat: SeatName): Promise<void> {
  const reconnected = tab.page.waitForResponse((answer) => answer.url().includes(streamAddress))
  tab.move(seat)
  await reconnected
}

/** Parts of one page cannot be fetched; what comes by the stream comes as before. */
async function failing(play: Play, { tab: index, write: next }: StepOf<'failing'>): Promise<void> {
  const tab = tabOf(play, index)
  if (!isWatching(tab)) return
  await tab.breakParts(true)
  await write(play, { ...next, what: 'create' })
  const { shown, page } = tab
  const known = shown.kind === 'service' ? play.model.services.get(shown.id) : undefined
  const revision = async () => Number(await head(page, known?.id ?? 0).getAttribute('data-rev'))
  if (known === undefined) await reachesHead(play)(tab)
  else {
    const before = await revision()
    const at = [...play.model.services.keys()].indexOf(known.id)
    const what = known.wishes.paused ? 'resume' : 'pause'
    await write(play, { ...next, what, which: at })
    await until('I5: the head of a service changes', async () => (await revision()) > before)
  }
  await tab.breakParts(false)
}

/** A new service changes the figures, which every view shows: so its tab comes to the head. */
export const reachesHead =
  ({ world }: Pick<Play, 'world'>) =>
  async (tab: Tab): Promise<void> => {
    if (!isWatching(tab)) return
    const head = await world.head()
    const words = `the ${tab.name} tab (${tab.page.url()}) reaches ${head}`
    await until(words, async () => (await tab.cursor()) >= head, { deadlineMs: 30_000 })
  }
