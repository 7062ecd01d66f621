import { describe, expect, test } from 'vitest'
import type { Invariant } from './invariants.contract.ts'
import { plan } from './schedule.ts'
import { type Mutant, simulate } from './simulation.contract.ts'
import { newState, step } from './verdict.ts'

// biome-ignore lint/style/noProcessEnv: the night asks for more seeds, and a failure for one of them.
const { PHAROS_NIGHT: night, PHAROS_SEED: oneSeed } = process.env
const seedCount = night ? 20_000 : 200
const firstSeed = oneSeed ? Number(oneSeed) : 1
const lastSeed = oneSeed ? firstSeed : seedCount
const patience = night ? 2 * 3_600_000 : 60_000

test(
  'in every life of ten minutes, whatever fails, nothing is lost, doubled or left out',
  async () => {
    const sum = { results: 0, missed: 0, changes: 0, kills: 0 }
    for (let seed = firstSeed; seed <= lastSeed; seed++) {
      const run = await simulate(seed)
      expect(run.violations, `PHAROS_SEED=${seed} repeats it`).toEqual([])
      for (const key of ['results', 'missed', 'changes', 'kills'] as const) sum[key] += run[key]
    }
    if (oneSeed) return
    // The lives were eventful: about 380 results, 38 runs of missed slots, 56 changes and 10 kills each.
    expect(sum.results).toBeGreaterThan(200 * seedCount)
    expect(sum.missed).toBeGreaterThan(20 * seedCount)
    expect(sum.changes).toBeGreaterThan(30 * seedCount)
    expect(sum.kills).toBeGreaterThan(5 * seedCount)
  },
  patience,
)

test('a seed lives the same life again', async () => {
  for (const seed of [3, 4, 5]) expect(await simulate(seed)).toEqual(await simulate(seed))
})

type Bug = { readonly mutant: Mutant; readonly breaks: readonly Invariant[] }

/** Stores and schedulers with one bug each, most of them met in programs of this kind. */
const bugs: Record<string, Bug> = {
  'a store without the unique key on check and slot': {
    mutant: { habits: { isNew: () => true } },
    breaks: ['one outcome a slot'],
  },
  'a store where a late result changes the state': {
    mutant: {
      transactions: ({ checks, transactions }) => ({
        accept(report) {
          const { outcome } = report
          const held = checks.get(outcome.checkId)
          if (held?.taken.has(outcome.slot)) {
            held.state = step({ ...held.state, lastSlot: null }, outcome, held.check).state
          }
          transactions.accept(report)
        },
      }),
    },
    breaks: ['the state is the fold of the outcomes'],
  },
  'a scheduler that drops a result which the store refused': {
    mutant: {
      port: (store) => ({
        ...store,
        accept: (report) => store.accept(report).catch(() => undefined),
      }),
    },
    breaks: ['finished probes count'],
  },
  'a scheduler that takes a result for stored before the store says so': {
    mutant: {
      port: (store) => ({
        ...store,
        accept: async (report) => {
          store.accept(report).catch(() => undefined)
        },
      }),
    },
    breaks: ['finished probes count'],
  },
  'a scheduler that stops asking once the store has failed': {
    mutant: { port: (store) => ({ ...store, claim: hangAfterFailure(store.claim) }) },
    breaks: ['checks go on', 'a stop comes to its end'],
  },
  'a store that records no slot as missed': {
    mutant: { habits: { plan: (...args) => ({ ...plan(...args), missed: [] }) } },
    breaks: ['no silent gap'],
  },
  'a store that records one missed slot too few': {
    mutant: {
      habits: {
        plan(...args) {
          const { missed, ...rest } = plan(...args)
          return {
            ...rest,
            missed: missed.map((run) => ({ ...run, slots: Math.max(1, run.slots - 1) })),
          }
        },
      },
    },
    breaks: ['no silent gap'],
  },
  'a store that records one missed slot too many': {
    mutant: {
      habits: {
        plan(...args) {
          const { missed, ...rest } = plan(...args)
          return { ...rest, missed: missed.map((run) => ({ ...run, slots: run.slots + 1 })) }
        },
      },
    },
    breaks: ['one outcome a slot'],
  },
  'a store that forgets the pending slot when the next one is claimed': {
    mutant: {
      habits: { plan: (schedule, context) => plan({ ...schedule, pendingSlot: null }, context) },
    },
    breaks: ['no silent gap'],
  },
  'a store that forgets a slot which was given back': {
    mutant: {
      habits: {
        release: (held) => {
          held.pendingSlot = null
        },
      },
    },
    breaks: ['no silent gap'],
  },
  'a store that rounds the slots of results to seconds': {
    mutant: {
      habits: {
        outcomeOf: ({ outcome }) => ({
          ...outcome,
          slot: Math.floor(outcome.slot / 1_000) * 1_000,
        }),
      },
    },
    breaks: ['no silent gap'],
  },
  'a store that forgets the newest slot': {
    mutant: { transactions: () => ({ highWater: () => null }) },
    breaks: ['checks go on'],
  },
  'a store that grants more than was asked for': {
    mutant: {
      transactions: ({ transactions: { claim } }) => ({
        claim: (request) => claim({ ...request, limit: request.limit + 3 }),
      }),
    },
    breaks: ['probes are bounded'],
  },
  'a restart that announces every verdict again': {
    mutant: {
      transactions: ({ checks, transactions }) => ({
        highWater() {
          for (const { state, changes } of checks.values()) {
            const { verdict, reason, since: at } = state
            changes.push({ from: 'unknown', to: verdict, reason, at })
          }
          return transactions.highWater()
        },
      }),
    },
    breaks: ['changes are the fold of the outcomes', 'changes are consecutive'],
  },
  'a restart that begins with no verdict': {
    mutant: {
      transactions: ({ checks, transactions }) => ({
        highWater() {
          for (const held of checks.values()) held.state = newState(held.createdAt)
          return transactions.highWater()
        },
      }),
    },
    breaks: ['the state is the fold of the outcomes'],
  },
  'a store that commits the state without its change': {
    mutant: {
      habits: {
        step(state, outcome, check) {
          const next = step(state, outcome, check)
          return outcome.slot % 7 === 0 ? { ...next, change: null } : next
        },
      },
    },
    breaks: ['changes are the fold of the outcomes', 'changes are consecutive'],
  },
}

/** A connection whose other end is gone: the first failure is the last answer. */
function hangAfterFailure<Args extends unknown[], Answer>(
  call: (...args: Args) => Promise<Answer>,
): (...args: Args) => Promise<Answer> {
  let failed = false
  return async (...args) => {
    if (failed) return new Promise<never>(() => undefined)
    try {
      return await call(...args)
    } catch (error) {
      failed = true
      throw error
    }
  }
}

describe('the invariants catch', () => {
  test.each(Object.keys(bugs))('%s', async (name) => {
    const bug = bugs[name]
    if (bug === undefined) throw new Error(`there is no bug ${name}`)
    const broken = new Set<Invariant>()
    for (let seed = 1; seed <= 40 && !bug.breaks.every((one) => broken.has(one)); seed++) {
      const { violations } = await simulate(seed, bug.mutant)
      for (const { invariant } of violations) broken.add(invariant)
    }
    for (const invariant of bug.breaks) expect(broken).toContain(invariant)
  })
})
