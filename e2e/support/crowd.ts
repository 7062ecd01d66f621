import { cpuSeconds, residentMb } from '../../bench/support/process.ts'
import { createClient, firstAdmin } from './client.ts'
import type { House } from './house.ts'
import { type Server, stopCleanly } from './program.ts'
import { seedServices } from './seed.ts'
import { type CheckedSlots, readSlots } from './slots.ts'
import { startTarget } from './target.ts'
import { forSeconds } from './until.ts'

export type Crowd = {
  readonly checks: number
  readonly intervalMs: number
  readonly minutes: number
}

export type CrowdFigures = {
  readonly lines: readonly string[]
  readonly startDelayP99Ms: number
  /** From the start until every check had run once. */
  readonly allScheduledMs: number
  /** The most probes that began within one second, against the mean. */
  readonly burst: number
  readonly residentMb: number
  /** Processor time of one look at the list of services. */
  readonly pageCpuMs: number
  readonly missed: number
}

/** In the first interval after the start what was missed is caught up with. */
const stepSeconds = 75
const looks = 100

/** Many checks in one process for a while, as somebody with a large estate has them. */
export async function watchCrowd(house: House, crowd: Crowd): Promise<CrowdFigures> {
  const { checks, intervalMs, minutes } = crowd
  await using target = await startTarget()
  const { url } = house.database
  await seedServices(url, { count: checks, url: target.url, intervalMs })
  const { credential } = await settledIn(house, intervalMs)
  await using server = await house.serve()
  const startedAt = Date.now()
  await forSeconds(minutes * 60)
  const resident = residentMb(server.pid)
  const to = Date.now()
  const pageCpuMs = await costOfAPage(server, credential)
  await stopCleanly(server)
  const all = (await readSlots(house.database)).filter((check) => check.intervalMs === intervalMs)
  const since = all.map(({ outcomes, ...check }) => ({
    ...check,
    outcomes: outcomes.filter(({ checkedAt }) => checkedAt >= startedAt),
  }))
  const steady = ran(since).filter(
    ({ slot }) => slot >= startedAt + stepSeconds * 1_000 && slot < to,
  )
  const figures = {
    startDelayP99Ms: p99(steady.map(({ slot, checkedAt }) => checkedAt - slot)),
    allScheduledMs: firsts(since).reduce((most, at) => Math.max(most, at), 0) - startedAt,
    burst: burstOf(ran(since).map(({ checkedAt }) => checkedAt)),
    residentMb: resident,
    pageCpuMs,
    missed: missedAfter(all, startedAt),
  }
  return {
    ...figures,
    lines: [
      `${house.database.dialect}: ${checks} checks at ${intervalMs / 1_000} s for ${minutes} min: ${steady.length} probes looked at`,
      `  start delay p99 ${figures.startDelayP99Ms} ms; all ran once within ${(figures.allScheduledMs / 1_000).toFixed(1)} s`,
      `  most probes in a second ${figures.burst.toFixed(2)} times the mean; ${figures.missed} slots missed after the start`,
      `  resident ${resident.toFixed(0)} MB; the services page ${pageCpuMs.toFixed(1)} ms of processor`,
    ],
  }
}

/**
 * New services have their first slots within seconds, on purpose. A start of a program finds services
 * that have been there: each in its row of slots.
 */
async function settledIn(house: House, intervalMs: number) {
  await using server = await house.serve()
  const admin = await firstAdmin(server)
  await forSeconds((2 * intervalMs) / 1_000 + 10)
  await stopCleanly(server)
  return admin
}

const ran = (all: readonly CheckedSlots[]) =>
  all.flatMap(({ outcomes }) => outcomes).filter(({ status }) => status !== 'missed')

const firsts = (all: readonly CheckedSlots[]): number[] =>
  all.map(({ outcomes }) => {
    const first = outcomes.find(({ status }) => status !== 'missed')
    return first === undefined ? Number.POSITIVE_INFINITY : first.checkedAt
  })

const missedAfter = (all: readonly CheckedSlots[], at: number): number =>
  all
    .flatMap(({ outcomes }) => outcomes)
    .filter(({ slot, status }) => status === 'missed' && slot >= at)
    .reduce((sum, { slots }) => sum + slots, 0)

function p99(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN
}

/** Whole seconds alone: the first and the last one are cut off. */
function burstOf(times: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const time of times) {
    const second = Math.floor(time / 1_000)
    counts.set(second, (counts.get(second) ?? 0) + 1)
  }
  const seconds = [...counts.keys()].toSorted((a, b) => a - b).slice(1, -1)
  const whole = seconds.map((second) => counts.get(second) ?? 0)
  const span = (seconds.at(-1) ?? 0) - (seconds[0] ?? 0) + 1
  return Math.max(...whole) / (whole.reduce((sum, count) => sum + count, 0) / span)
}

/** The checks go on meanwhile: what they cost in as long a time is taken off. */
async function costOfAPage(
  { url, pid }: Server,
  credential: Readonly<Record<string, string>>,
): Promise<number> {
  const client = createClient(url, credential)
  const look = async () => {
    const { status } = await client.get('/services', { headers: { Accept: 'text/html' } })
    if (status !== 200) throw new Error(`the services page was answered ${status}`)
  }
  await look()
  const [from, began] = [cpuSeconds(pid), performance.now()]
  for (let i = 0; i < looks; i++) await look()
  const [used, tookMs] = [cpuSeconds(pid) - from, performance.now() - began]
  const before = cpuSeconds(pid)
  await forSeconds(5)
  const idle = (cpuSeconds(pid) - before) / 5
  return ((used - (idle * tookMs) / 1_000) / looks) * 1_000
}
