import fc from 'fast-check'
import { tell } from '../support/tell.ts'
import { act } from './act.ts'
import { addressOf, editAddress } from './markup.ts'
import { create, nameIn, newModel } from './model.ts'
import type { Play } from './play.ts'
import { settle } from './settle.ts'
import { type Interleaving, interleaving, tabNames } from './steps.ts'
import { openTab } from './tab.ts'
import type { World } from './world.ts'

let runs = 0

/** Plays one interleaving with services and tabs of its own. Throws with everything that is wrong. */
export async function playOne(world: World, { tabs, steps }: Interleaving): Promise<void> {
  runs += 1
  const model = newModel(`run ${runs}`)
  const { good, bad } = world.targets
  await create(model, world.seats.a.ana, { name: nameIn(model, 'good'), url: good })
  const second = await create(model, world.seats.b.ana, { name: nameIn(model, 'bad'), url: bad })
  await using stack = new AsyncDisposableStack()
  stack.defer(() => sweep(world, [...model.services.keys()]))
  const play: Play = { world, model, tabs: [] }
  const opened = []
  for (const [index, { view, seat }] of tabs.entries()) {
    const tab = stack.use(await openTab(world, tabNames[index] ?? '', seat))
    const { id, rev } = second
    if (view === 'edit') {
      const shown = { kind: view, id, rev, typed: null, conflict: false }
      await tab.open(editAddress(id), shown)
    } else await tab.open(addressOf(view, id), { kind: view, id })
    opened.push(tab)
  }
  const whole = { ...play, tabs: opened }
  for (const [index, step] of steps.entries()) {
    try {
      await act(whole, step)
    } catch (cause) {
      throw new Error(`step ${index} failed: ${JSON.stringify(step)}: ${cause}`, { cause })
    }
  }
  const faults = await settle(whole)
  if (faults.length > 0) throw new Error(`\n  ${faults.join('\n  ')}`)
}

/** What an interleaving leaves is not the next one's business. */
async function sweep({ seats }: World, ids: readonly number[]): Promise<void> {
  await Promise.all(ids.map((id) => seats.a.ana.ask('DELETE', `/api/v1/services/${id}`)))
}

const { PHAROS_SEED: seedText, PHAROS_PATH: path, PHAROS_SHRINK: shrinks } = process.env

/** Plays that many interleavings. `PHAROS_SEED` and `PHAROS_PATH`, as a failure prints them, repeat it. */
export async function playMany(world: World, count: number): Promise<void> {
  const seed = seedText === undefined ? Date.now() % 1_000_000 : Number(seedText)
  const began = performance.now()
  const property = fc.asyncProperty(interleaving, (one) => playOne(world, one))
  const details = await fc.check(property, {
    seed,
    numRuns: count,
    endOnFailure: !shrinks,
    ...(path === undefined ? {} : { path }),
  })
  if (details.failed) {
    const again = `PHAROS_SEED=${seed} PHAROS_PATH=${details.counterexamplePath}`
    const steps = JSON.stringify(details.counterexample?.[0])
    const { errorInstance: cause } = details
    throw new Error(`${again} repeats it\n${steps}\n${cause}`, { cause })
  }
  const seconds = Math.round((performance.now() - began) / 1_000)
  tell(`${count} interleavings in ${seconds} s (seed ${seed})`)
}
