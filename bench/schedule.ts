// How late probes start after their slot: 1,000 checks at 30 s, each round one whole interval.
import { sqliteIn } from '../e2e/support/database.ts'
import { makeFolder } from '../e2e/support/folder.ts'
import { serve } from '../e2e/support/program.ts'
import { seedServices } from '../e2e/support/seed.ts'
import { type CheckedSlots, readSlots } from '../e2e/support/slots.ts'
import { startTarget } from '../e2e/support/target.ts'
import { forSeconds } from '../e2e/support/until.ts'
import { percentile, printFigures, printMachine } from './support/figures.ts'
import { cpuSeconds } from './support/process.ts'
import { roundsAsked } from './support/rounds.ts'

const checks = 1_000
const intervalMs = 30_000
/** The first slots lie close together, and each check needs its second to be in step. */
const warmUpSeconds = 65

type Round = { readonly from: number; readonly to: number; readonly cpu: number }

/** Delays of the probes of one round, in milliseconds. */
const delaysIn = (slots: readonly CheckedSlots[], { from, to }: Round): number[] =>
  slots
    .filter((check) => check.intervalMs === intervalMs)
    .flatMap(({ outcomes }) => outcomes)
    .filter(({ slot, status }) => slot >= from && slot < to && status !== 'missed')
    .map(({ slot, checkedAt }) => checkedAt - slot)

const missedIn = (slots: readonly CheckedSlots[], { from, to }: Round): number =>
  slots
    .flatMap(({ outcomes }) => outcomes)
    .filter(({ slot, status }) => slot >= from && slot < to && status === 'missed').length

const rounds = roundsAsked()
printMachine()
using folder = makeFolder()
await using target = await startTarget()
const database = sqliteIn(folder.path)
await seedServices(database.url, { count: checks, url: target.url, intervalMs })
await using server = await serve({
  cwd: folder.path,
  node: [],
  env: { PHAROS_DATA_DIR: folder.path },
})
await forSeconds(warmUpSeconds)
const measured: Round[] = []
for (let round = 0; round < rounds; round++) {
  const [from, before] = [Date.now(), cpuSeconds(server.pid)]
  await forSeconds(intervalMs / 1_000)
  measured.push({ from, to: Date.now(), cpu: cpuSeconds(server.pid) - before })
}
await server.stop()
const slots = await readSlots(database)
const delays = measured.map((round) => delaysIn(slots, round))
const each = (of: (values: readonly number[]) => number) => delays.map(of)
const ran = delays.reduce((sum, { length }) => sum + length, 0)
const missed = measured.reduce((sum, round) => sum + missedIn(slots, round), 0)
console.log(`${ran} probes in ${rounds} rounds of ${intervalMs / 1_000} s, ${missed} slots missed`)
printFigures([
  { what: 'start delay, p50', unit: 'ms', values: each((all) => percentile(all, 0.5)) },
  { what: 'start delay, p99', unit: 'ms', values: each((all) => percentile(all, 0.99)), goal: 50 },
  { what: 'start delay, most', unit: 'ms', values: each((all) => Math.max(...all)) },
  {
    what: 'processor time of 1,000 checks',
    unit: 's',
    values: measured.map(({ cpu }, round) => (cpu * 1_000) / (delays[round]?.length ?? Number.NaN)),
  },
])
