import type { CheckId, ServiceId } from '../../kernel/index.ts'
import {
  createDice,
  createVirtualTime,
  type Dice,
  sleepIn,
  type VirtualTime,
  virtualEpoch,
} from '../../kernel/virtual-time.contract.ts'
import { type Violation, violationsOf } from './invariants.contract.ts'
import { createModel, type Habits, type Model, type Transactions } from './model-store.contract.ts'
import type { Probe } from './probe.ts'
import { sampleCheck, sampleProbeResult } from './samples.contract.ts'
import { type SimProcess, type Store, startProcess } from './sim-process.contract.ts'

/** One bug: in the store's habits, in its transactions, or between the scheduler and its store. */
export type Mutant = {
  readonly habits?: Partial<Habits>
  readonly transactions?: (model: Model) => Partial<Transactions>
  readonly port?: (store: Store) => Store
}

const minute = 60_000
const endsAt = 10 * minute
const healsAt = 0.8 * endsAt
/** A clock that is set back before anything was ever claimed cannot be told from the right time. */
const quietStart = minute

/** The faults of a run, drawn once from its seed. */
type Weather = {
  readonly schedulers: number
  readonly concurrency: number
  readonly outages: readonly { readonly from: number; readonly to: number }[]
  readonly refused: number
  readonly replyLost: number
  readonly slowProbes: number
  /** How many awaits a process lives, on average; 0 for as long as it likes. */
  readonly awaitsToLive: number
  readonly stops: number
  readonly jump: { readonly at: number; readonly by: number } | null
}

function draw(dice: Dice): Weather {
  const outages = Array.from({ length: dice.whole(0, 3) }, () => {
    const from = dice.next() * (healsAt - 40_000)
    return { from, to: from + dice.next() * 40_000 }
  })
  const jumps = dice.chance(0.4)
  return {
    schedulers: dice.whole(1, 2),
    concurrency: dice.pick([2, 5, 20]),
    outages,
    refused: dice.pick([0, 0, 0.02]),
    replyLost: dice.pick([0, 0.01, 0.03]),
    slowProbes: dice.pick([0, 0.02, 0.1]),
    awaitsToLive: dice.pick([0, 0, 200, 2_000]),
    stops: dice.pick([0, 1, 3]),
    jump: jumps
      ? { at: quietStart + dice.next() * (healsAt - quietStart), by: dice.whole(-60, 60) * minute }
      : null,
  }
}

export type Simulated = {
  readonly violations: readonly Violation[]
  /** How much happened, so that a test can tell a run from an empty one. */
  readonly results: number
  readonly missed: number
  readonly changes: number
  readonly kills: number
}

/**
 * Ten minutes in the life of schedulers and their store, in virtual time: the production scheduler,
 * unmodified, against a model of the database, in a world where everything that can fail does. The
 * same seed gives the same run. Faults end at 80 % of the run, so that what must come right does.
 */
export async function simulate(seed: number, mutant: Mutant = {}): Promise<Simulated> {
  const dice = createDice(seed)
  const time = createVirtualTime()
  const weather = draw(dice)
  const faulty = () => time.now() < healsAt
  const jumped = () => weather.jump !== null && time.now() >= weather.jump.at
  const databaseNow = () =>
    virtualEpoch + Math.floor(time.now()) + (jumped() ? (weather.jump?.by ?? 0) : 0)
  const model = createModel({ databaseNow, simulatedNow: time.now }, mutant.habits)
  const targets = addChecks(model, time, dice)

  const processes: SimProcess[] = []
  let kills = 0
  function start(): void {
    const life = weather.awaitsToLive === 0 ? Infinity : dice.whole(1, 2 * weather.awaitsToLive)
    let awaits = 0
    const process = startProcess(
      {
        time,
        dice,
        transactions: { ...model.transactions, ...mutant.transactions?.(model) },
        fateOfCall: () => (faulty() ? fate(dice, weather) : 'done'),
        storeAway: () =>
          weather.outages.some(({ from, to }) => from <= time.now() && time.now() < to),
        // Mostly quick, now and then slow.
        latency: () => dice.next() * (dice.chance(0.01) ? 1_000 : 10),
        dies: () => {
          awaits += 1
          return awaits > life && faulty()
        },
        probe: probeOf({
          time,
          dice,
          targets,
          slow: () => faulty() && dice.chance(weather.slowProbes),
        }),
        concurrency: weather.concurrency,
        port: mutant.port ?? ((store) => store),
      },
      () => {
        kills += 1
        time.after(dice.next() * 20_000, start)
      },
    )
    processes.push(process)
  }
  for (let i = 0; i < weather.schedulers; i++) time.after(dice.next() * 2_000, start)
  for (let i = 0; i < weather.stops; i++) {
    time.after(dice.next() * (healsAt - 20_000), () => restartOne(processes, { time, dice, start }))
  }
  await time.runUntil(endsAt)
  for (const process of processes) if (process.alive) void process.stop()
  await time.runUntil(endsAt + 30_000)

  const held = [...model.checks.values()]
  const outcomes = held.flatMap((check) => check.outcomes.map(({ outcome }) => outcome))
  const violations = violationsOf({
    model,
    endedAt: endsAt,
    healedAt: healsAt,
    finished: processes.flatMap((process) => process.finished),
    concurrency: weather.concurrency,
    mostAtOnce: Math.max(0, ...processes.map(({ mostAtOnce }) => mostAtOnce)),
    longestStop: Math.max(0, ...processes.map(({ stopTook }) => stopTook ?? 0)),
  })
  return {
    violations,
    results: outcomes.filter(({ kind }) => kind === 'result').length,
    missed: outcomes.filter(({ kind }) => kind === 'missed').length,
    changes: held.reduce((sum, { changes }) => sum + changes.length, 0),
    kills,
  }
}

function fate(dice: Dice, { refused, replyLost }: Weather): 'done' | 'refused' | 'reply lost' {
  if (dice.chance(refused)) return 'refused'
  return dice.chance(replyLost) ? 'reply lost' : 'done'
}

type Target = { readonly upFor: number; readonly downFor: number; readonly slowness: number }

/** Checks of all paces; some are there from the start and some are added on the way. */
function addChecks(model: Model, time: VirtualTime, dice: Dice): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>()
  const count = dice.whole(2, 8)
  for (let id = 1; id <= count; id++) {
    const target = `https://${id}.example.com`
    targets.set(target, {
      upFor: dice.chance(0.3) ? endsAt : dice.whole(5, 180) * 1_000,
      downFor: dice.whole(1, 90) * 1_000,
      slowness: dice.next(),
    })
    const check = sampleCheck({
      id: id as CheckId,
      serviceId: id as ServiceId,
      target,
      intervalMs:
        id === 1
          ? dice.pick([1_000, 2_000, 5_000])
          : dice.pick([5_000, 10_000, 30_000, 45_000, 60_000, 300_000]),
      failuresToDown: dice.whole(1, 3),
      successesToUp: dice.whole(1, 3),
      degradedAboveMs: dice.chance(0.5) ? 500 : null,
      retries: dice.pick([0, 0, 1, 3]),
    })
    if (dice.chance(0.7)) model.add(check)
    else time.after(dice.next() * endsAt * 0.9, () => model.add(check))
  }
  return targets
}

type Probing = {
  readonly time: VirtualTime
  readonly dice: Dice
  readonly targets: ReadonlyMap<string, Target>
  readonly slow: () => boolean
}

/** Targets come and go; a slow probe takes longer than its timeout, which it should not. */
function probeOf({ time, dice, targets, slow }: Probing): Probe {
  return async ({ target, timeoutMs }, signal) => {
    const { upFor, downFor, slowness } = targets.get(target) ?? {
      upFor: 1,
      downFor: 0,
      slowness: 0,
    }
    const up = time.now() % (upFor + downFor) < upFor
    const tookMs = slow() ? timeoutMs * (1 + 3 * dice.next()) : timeoutMs * slowness * dice.next()
    await sleepIn(time, tookMs, signal)
    const phases = { dnsMs: null, connectMs: 1, tlsMs: null, firstByteMs: 2, totalMs: tookMs }
    return up
      ? sampleProbeResult({ phases })
      : sampleProbeResult({ status: 'down', reason: 'connection_refused', phases })
  }
}

type Restart = { readonly time: VirtualTime; readonly dice: Dice; readonly start: () => void }

/** Stops a process as an operator does, and starts another a little later. */
function restartOne(processes: readonly SimProcess[], { time, dice, start }: Restart): void {
  const process = processes.find(({ alive }) => alive)
  if (process === undefined) return
  process.stop().then(
    () => time.after(dice.next() * 10_000, start),
    () => undefined,
  )
}
