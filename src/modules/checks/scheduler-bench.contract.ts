import type { CheckId } from '../../kernel/index.ts'
import {
  createDice,
  createVirtualTime,
  sleepIn,
  virtualEpoch,
} from '../../kernel/virtual-time.contract.ts'
import type { Check } from './check.ts'
import { createModel, type Held } from './model-store.contract.ts'
import type { MissedReason, Slot } from './outcome.ts'
import type { Probe } from './probe.ts'
import { sampleCheck, sampleProbeResult } from './samples.contract.ts'
import { type Surroundings, startProcess } from './sim-process.contract.ts'

export const second = 1_000
export const minute = 60_000
export const hour = 3_600_000

type Start = { readonly checkId: CheckId; readonly slot: Slot; readonly at: number }

/** A world in which nothing fails but what a test makes fail. */
export function bench(differs: Partial<Surroundings> = {}) {
  const time = createVirtualTime()
  const dice = createDice(1)
  const world = { ahead: 0, storeAway: false, up: true, probeMs: 50 }
  const databaseNow = () => virtualEpoch + Math.floor(time.now()) + world.ahead
  const model = createModel({ databaseNow, simulatedNow: time.now })
  const starts: Start[] = []

  /** The target of a check of this bench is its id. */
  const probe: Probe = async ({ target }, signal) => {
    const checkId = Number(target) as CheckId
    starts.push({ checkId, slot: heldOf(checkId).pendingSlot ?? Number.NaN, at: time.now() })
    const up = world.up
    await sleepIn(time, world.probeMs, signal)
    return up ? sampleProbeResult() : sampleProbeResult({ status: 'down', reason: 'timeout' })
  }

  function heldOf(id: number): Held {
    const held = model.checks.get(id as CheckId)
    if (held === undefined) throw new Error(`there is no check ${id}`)
    return held
  }

  return {
    time,
    world,
    model,
    starts,
    heldOf,
    add(id: number, check: Partial<Check> = {}) {
      model.add(sampleCheck({ ...check, id: id as CheckId, target: String(id) }))
    },
    start() {
      const surroundings: Surroundings = {
        time,
        dice,
        transactions: model.transactions,
        fateOfCall: () => 'done',
        storeAway: () => world.storeAway,
        latency: () => 1,
        dies: () => false,
        probe,
        concurrency: 100,
        port: (store) => store,
        ...differs,
      }
      return startProcess(surroundings, () => undefined)
    },
  }
}

/** The slots of a check that have a result. */
export const resultsOf = ({ outcomes }: Held): Slot[] =>
  outcomes.flatMap(({ outcome }) => (outcome.kind === 'result' ? [outcome.slot] : []))

/** How many slots of a check were missed, by reason. */
export function missedOf(held: Held): Partial<Record<MissedReason, number>> {
  const missed: Partial<Record<MissedReason, number>> = {}
  for (const { outcome } of held.outcomes) {
    if (outcome.kind !== 'missed') continue
    missed[outcome.reason] = (missed[outcome.reason] ?? 0) + outcome.slots
  }
  return missed
}
