import { setTimeout as delay } from 'node:timers/promises'
import { type Mishap, mishapsAt, moodOf, places } from './company.ts'
import { openPremise, type Premise } from './premises.ts'
import { hire } from './staff.ts'

export type BakeryOptions = {
  /** Where Pharos answers. Nobody may have registered there. */
  readonly url: string
  readonly intervalSeconds: number
  /** The first port of the company's programs, 0 for free ones. */
  readonly firstPort: number
  /** Hears what goes wrong, when it begins. */
  readonly tell: (mishap: Mishap) => void
}

export type Bakery = AsyncDisposable & {
  /** Lives through the story from this second on, until the signal aborts. */
  live(from: number, signal: AbortSignal): Promise<void>
}

const beatMs = 250

/** The company, open for business, and watched. */
export async function openBakery(options: BakeryOptions): Promise<Bakery> {
  const { url, intervalSeconds, firstPort, tell } = options
  await using stack = new AsyncDisposableStack()
  const premises: Premise[] = []
  for (const [index, place] of places.entries()) {
    const port = firstPort === 0 ? 0 : firstPort + index
    premises.push(stack.use(await openPremise(place, port)))
  }
  const staff = await hire(url)
  for (const premise of premises) await staff.watch(premise, intervalSeconds)
  const all = stack.move()

  return {
    async live(from, signal) {
      const began = performance.now()
      let known: readonly Mishap[] = []
      while (!signal.aborted) {
        const second = from + (performance.now() - began) / 1_000
        const now = mishapsAt(second)
        for (const mishap of now.filter((one) => !known.includes(one))) tell(mishap)
        known = now
        for (const premise of premises) await premise.feel(moodOf(premise.place, second))
        await delay(beatMs, undefined, { signal }).catch(() => {})
      }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
