import type { CheckId } from '../../kernel/index.ts'
import { type Held, type Model, resultKey } from './model-store.contract.ts'
import type { Outcome, Slot } from './outcome.ts'
import { claimAhead, firstSlot, slotAfter } from './schedule.ts'
import { newState, step, type Verdict, type VerdictChange } from './verdict.ts'

/** What must hold after any run, however the world behaved. */
export const invariants = [
  'one outcome a slot',
  'no silent gap',
  'checks go on',
  'finished probes count',
  'the state is the fold of the outcomes',
  'changes are the fold of the outcomes',
  'changes are consecutive',
  'probes are bounded',
  'a stop comes to its end',
] as const
export type Invariant = (typeof invariants)[number]

export type Violation = { readonly invariant: Invariant; readonly says: string }

/** A run as its observers saw it. */
export type Run = {
  readonly model: Model
  /** Simulated times, in milliseconds. */
  readonly endedAt: number
  readonly healedAt: number
  /** Results of probes that ended in a process that lived long enough to store them. */
  readonly finished: readonly { readonly checkId: CheckId; readonly slot: Slot }[]
  readonly concurrency: number
  /** The most probes that ran at once in one process. */
  readonly mostAtOnce: number
  /** The longest that a process took to stop. */
  readonly longestStop: number
}

/** Running probes get 15 seconds when a process stops; a slow store adds a little. */
const longestStopMs = 20_000

export function violationsOf(run: Run): Violation[] {
  const found: Violation[] = []
  const held = [...run.model.checks.values()]
  for (const check of held) {
    const report = (invariant: Invariant, says: string) =>
      found.push({ invariant, says: `check ${check.check.id}: ${says}` })
    checkSlots(check, report)
    checkProgress(check, run, report)
    checkFold(check, report)
  }
  for (const { checkId, slot } of run.finished) {
    if (run.model.acceptedResults.has(resultKey(checkId, slot))) continue
    found.push({
      invariant: 'finished probes count',
      says: `check ${checkId}: the result of slot ${slot} never reached the store`,
    })
  }
  if (run.mostAtOnce > run.concurrency) {
    const says = `${run.mostAtOnce} probes ran at once, ${run.concurrency} are allowed`
    found.push({ invariant: 'probes are bounded', says })
  }
  if (run.longestStop > longestStopMs) {
    const says = `a process took ${run.longestStop} ms to stop`
    found.push({ invariant: 'a stop comes to its end', says })
  }
  return found
}

type Tell = (invariant: Invariant, says: string) => void

/** Every slot from the first to the last that is over has one outcome, runs of missed ones counted. */
function checkSlots(held: Held, report: Tell): void {
  const { check, createdAt, nextSlot, pendingSlot } = held
  const seen = held.outcomes
    .flatMap(({ outcome }) => slotsOf(outcome, check.intervalMs))
    .sort((a, b) => a - b)
  const twice = seen.find((slot, i) => slot === seen[i + 1])
  if (twice !== undefined) report('one outcome a slot', `slot ${twice} has two outcomes`)

  const has = new Set(seen)
  const first = firstSlot(check.id, check.intervalMs, createdAt)
  const expected = new Set<Slot>()
  for (let slot = first; slot < nextSlot; ) {
    expected.add(slot)
    // The one that is being probed at the end has no outcome yet.
    if (!has.has(slot) && slot !== pendingSlot) {
      report('no silent gap', `slot ${slot} (the ${expected.size}.) has no outcome`)
      break
    }
    slot = slotAfter(slot, { checkId: check.id, intervalMs: check.intervalMs })
  }
  const stray = seen.find((slot) => !expected.has(slot))
  if (stray !== undefined) report('no silent gap', `${stray} has an outcome and is no slot`)
}

const slotsOf = (outcome: Outcome, intervalMs: number): Slot[] =>
  outcome.kind === 'result'
    ? [outcome.slot]
    : Array.from({ length: outcome.slots }, (_, i) => outcome.slot + i * intervalMs)

/** After the world has healed, a check has fresh outcomes until the end. */
function checkProgress({ check, outcomes }: Held, run: Run, report: Tell): void {
  const graceMs = 2 * check.intervalMs + 5_000 + claimAhead(check.intervalMs)
  if (run.endedAt - graceMs < run.healedAt) return
  const last = outcomes.at(-1)?.committedAt ?? null
  if (last !== null && last >= run.endedAt - graceMs) return
  report('checks go on', `the last outcome came at ${last} of ${run.endedAt} ms`)
}

/** Rebuilds the state and the changes from the outcomes, in the order of their commits. */
function checkFold(held: Held, report: Tell): void {
  let state = newState(held.createdAt)
  const changes: VerdictChange[] = []
  for (const { outcome } of held.outcomes) {
    const next = step(state, outcome, held.check)
    state = next.state
    if (next.change !== null) changes.push(next.change)
  }
  const [stored, folded] = [JSON.stringify(held.state), JSON.stringify(state)]
  if (stored !== folded) {
    report('the state is the fold of the outcomes', `${stored} is stored, ${folded} is right`)
  }
  if (JSON.stringify(held.changes) !== JSON.stringify(changes)) {
    const says = `${held.changes.length} changes are stored, ${changes.length} are right`
    report('changes are the fold of the outcomes', says)
  }
  let verdict: Verdict = 'unknown'
  let at = held.createdAt - 1
  for (const change of held.changes) {
    if (change.from !== verdict || change.to === verdict || change.at <= at) {
      report(
        'changes are consecutive',
        `${verdict} at ${at} is followed by ${JSON.stringify(change)}`,
      )
    }
    verdict = change.to
    at = change.at
  }
}
