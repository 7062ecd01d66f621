import type { EpochMs } from '../../kernel/index.ts'
import type { Thresholds } from './check.ts'
import { doubtOf, isFlapping } from './flap.ts'
import type { MissedReason, Outcome, ResultReason, ResultStatus, Slot } from './outcome.ts'

export const verdicts = ['up', 'degraded', 'down', 'unknown', 'paused'] as const
export type Verdict = (typeof verdicts)[number]

/** Why a check has its verdict: the reason of the outcome that turned it, or one of these. */
export type VerdictReason =
  | ResultReason
  | MissedReason
  | 'not_checked_yet'
  | 'no_data'
  | 'flapping'
  | 'paused_by_user'

/**
 * What a check remembers between outcomes. The verdict turns
 *
 *   unknown  -> up | degraded   at the first success (after a `down`: at `successesToUp` of them)
 *   unknown  -> down            at `failuresToDown` failures in a row
 *   up, degraded -> down        at `failuresToDown` failures in a row
 *   down     -> up | degraded   at `successesToUp` successes in a row
 *   up       <-> degraded       at once: slowness is a figure, not a doubt
 *   any      -> unknown         when the latest result is `silentIntervals` intervals old
 *   any      -> paused          by a user; resuming leads to unknown
 *
 * A check that flaps (`flap.ts`) stays at the worse of its verdicts, with the reason `flapping`, and
 * turns to what holds when it has calmed down.
 */
export type VerdictState = {
  readonly verdict: Verdict
  readonly reason: VerdictReason
  /** Start of the present verdict: the slot of the outcome that turned it. */
  readonly since: EpochMs
  readonly failures: number
  readonly successes: number
  /** The last of up (or degraded) and down that held: what an unknown check was before it fell silent. */
  readonly definite: 'up' | 'down' | null
  readonly lastSlot: Slot | null
  readonly lastResultSlot: Slot | null
  readonly lastCheckedAt: EpochMs | null
  readonly responseMs: number | null
  /** The latest outcomes, oldest first, a letter each (`letters`). */
  readonly recent: string
}

export type VerdictChange = {
  readonly from: Verdict
  readonly to: Verdict
  readonly reason: VerdictReason
  readonly at: EpochMs
}

export type Step = { readonly state: VerdictState; readonly change: VerdictChange | null }

export type Rules = Thresholds & {
  readonly intervalMs: number
  /** Changes within the window of `flap.ts` that make it flap; never without. */
  readonly flappingAfter?: number | null
}

/** After this many intervals without a result nobody knows how the target is. */
export const silentIntervals = 3

export const newState = (at: EpochMs): VerdictState => ({
  verdict: 'unknown',
  reason: 'not_checked_yet',
  since: at,
  failures: 0,
  successes: 0,
  definite: null,
  lastSlot: null,
  lastResultSlot: null,
  lastCheckedAt: null,
  responseMs: null,
  recent: '',
})

function turn(state: VerdictState, change: Omit<VerdictChange, 'from'>): Step {
  const { to, reason, at } = change
  if (state.verdict === to) return { state: { ...state, reason }, change: null }
  const definite = to === 'down' ? 'down' : to === 'up' || to === 'degraded' ? 'up' : state.definite
  return {
    state: { ...state, verdict: to, reason, since: at, definite },
    change: { from: state.verdict, to, reason, at },
  }
}

const enough = (state: VerdictState, status: ResultStatus, rules: Rules): boolean => {
  if (status === 'down') return state.failures >= rules.failuresToDown
  const wasDown = state.verdict === 'down' || state.definite === 'down'
  return !wasDown || state.successes >= rules.successesToUp
}

/**
 * The state after an outcome, and the change of verdict if it made one. Outcomes that are not newer
 * than the newest seen, and outcomes of a paused check, change nothing: they are history only.
 */
export function step(state: VerdictState, outcome: Outcome, rules: Rules): Step {
  if (state.verdict === 'paused') return { state, change: null }
  if (state.lastSlot !== null && outcome.slot <= state.lastSlot) return { state, change: null }
  return outcome.kind === 'missed' ? missed(state, outcome, rules) : result(state, outcome, rules)
}

function result(state: VerdictState, outcome: Outcome & { kind: 'result' }, rules: Rules): Step {
  const failed = outcome.status === 'down'
  const next: VerdictState = {
    ...state,
    failures: failed ? state.failures + 1 : 0,
    successes: failed ? 0 : state.successes + 1,
    lastSlot: outcome.slot,
    lastResultSlot: outcome.slot,
    lastCheckedAt: outcome.checkedAt,
    responseMs: failed ? null : outcome.phases.totalMs,
    recent: remember(state.recent, letterOf(outcome), 1),
  }
  const { flappingAfter = null } = rules
  if (flappingAfter !== null || state.reason === 'flapping') return damped(next, outcome, rules)
  if (!enough(next, outcome.status, rules)) return { state: next, change: null }
  return turn(next, { to: outcome.status, reason: outcome.reason, at: outcome.slot })
}

/** The same for a check whose flapping is looked for, or was until now. */
function damped(state: VerdictState, outcome: Outcome & { kind: 'result' }, rules: Rules): Step {
  const { status, reason, slot } = outcome
  const held = state.reason === 'flapping'
  const { undamped, changes } = doubtOf(state.recent, rules)
  const settled = held ? undamped === status : enough(state, status, rules)
  const turns = settled && status !== state.verdict && isDefinite(state.verdict)
  if ((held || turns) && isFlapping(changes, rules.flappingAfter ?? null, held)) {
    const to = settled ? worstOf([state.verdict, status]) : state.verdict
    return turn(state, { to, reason: 'flapping', at: slot })
  }
  return settled ? turn(state, { to: status, reason, at: slot }) : { state, change: null }
}

const isDefinite = (verdict: Verdict): boolean => verdict !== 'unknown' && verdict !== 'paused'

function missed(state: VerdictState, outcome: Outcome & { kind: 'missed' }, rules: Rules): Step {
  const last = outcome.slot + (outcome.slots - 1) * rules.intervalMs
  const next: VerdictState = {
    ...state,
    lastSlot: last,
    recent: remember(state.recent, letterOf(outcome), outcome.slots),
  }
  const silentFrom = (state.lastResultSlot ?? state.since) + silentIntervals * rules.intervalMs
  if (last < silentFrom) return { state: next, change: null }
  const before = Math.max(0, Math.ceil((silentFrom - outcome.slot) / rules.intervalMs))
  const at = outcome.slot + before * rules.intervalMs
  const reason = silentReason(state, outcome)
  return turn({ ...next, failures: 0, successes: 0 }, { to: 'unknown', reason, at })
}

/** Why nobody knows, where somebody could do something about it. */
const telling: ReadonlySet<VerdictReason> = new Set(['guard', 'members_unknown'])

/** A telling reason is news at any time; otherwise an unknown check stays so for its reason. */
function silentReason(state: VerdictState, outcome: Outcome & { kind: 'missed' }): VerdictReason {
  if (telling.has(outcome.reason)) return outcome.reason
  return state.verdict === 'unknown' && !telling.has(state.reason) ? state.reason : 'no_data'
}

/** How many outcomes a check remembers for its strip. */
export const stripLength = 90

const letters = { up: 'u', degraded: 'g', down: 'd', missed: '-' } as const

const letterOf = (outcome: Outcome): string =>
  outcome.kind === 'missed' ? letters.missed : letters[outcome.status]

const remember = (recent: string, letter: string, times: number): string =>
  (recent + letter.repeat(Math.min(times, stripLength))).slice(-stripLength)

/** The state after a user paused the check. */
export const pause = (state: VerdictState, at: EpochMs): Step =>
  turn({ ...state, failures: 0, successes: 0 }, { to: 'paused', reason: 'paused_by_user', at })

/** The state after a user resumed the check, or pointed it at another target: nothing is known. */
export const forget = (state: VerdictState, at: EpochMs): Step =>
  turn(
    { ...state, failures: 0, successes: 0, definite: null, responseMs: null },
    { to: 'unknown', reason: 'not_checked_yet', at },
  )

const severity: Record<Verdict, number> = { down: 4, degraded: 3, unknown: 2, up: 1, paused: 0 }

/** A service is as bad as the worst of its checks; paused ones are left out. */
export function worstOf(of: readonly Verdict[]): Verdict {
  const active = of.filter((verdict) => verdict !== 'paused')
  if (active.length === 0) return of.length > 0 ? 'paused' : 'unknown'
  return active.reduce((worst, verdict) => (severity[verdict] > severity[worst] ? verdict : worst))
}
