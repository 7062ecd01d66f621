import type { EpochMs } from '../../kernel/index.ts'
import type { Standing } from '../journal/index.ts'

/** What people were last told of a service. Unknown and paused are never told: nobody knows, or somebody wants it so. */
export type Told = Extract<Standing, 'up' | 'degraded' | 'down'>

/** What this room remembers of a service. */
export type Announced = {
  readonly told: Told | null
  /** Since when it has the status that was told. */
  readonly since: EpochMs | null
  /** It is worse than was told, and that was held back: to be looked at again. */
  readonly unsettled: boolean
  /** How many changes were told: the number of the next one is this and one. */
  readonly turns: number
}

export const nothingTold: Announced = { told: null, since: null, unsettled: false, turns: 0 }

export type Seen = {
  readonly status: Standing
  /** Since when it has it. */
  readonly since: EpochMs
  /** Nobody is to hear of it: maintenance, or what it depends on is down. */
  readonly muted: boolean
}

export type Decision = {
  readonly state: Announced
  /** What is to be told, and why nothing is. */
  readonly tell:
    | { readonly kind: 'change'; readonly from: Told | null; readonly afterMs: number | null }
    | { readonly kind: 'nothing'; readonly reason: Silence }
}

export type Silence = 'not_definite' | 'as_told' | 'first_sight' | 'muted'

const severity: Readonly<Record<Told, number>> = { up: 0, degraded: 1, down: 2 }

const isTold = (status: Standing): status is Told => Object.hasOwn(severity, status)

/**
 * Whether a service's status is to be told. Muting suppresses the beginning of trouble, never its
 * end: a recovery from what was told is always told. What was held back is not lost: it is told
 * when the muting ends, if it is still true then.
 */
export function decide(state: Announced, { status, since, muted }: Seen): Decision {
  const silent = (reason: Silence, next: Announced): Decision => ({
    state: next,
    tell: { kind: 'nothing', reason },
  })
  if (!isTold(status)) return silent('not_definite', state)
  if (status === state.told) return silent('as_told', { ...state, unsettled: false })
  if (state.told === null && status === 'up') {
    return silent('first_sight', { ...state, told: 'up', since, unsettled: false })
  }
  const worse = severity[status] > severity[state.told ?? 'up']
  if (worse && muted) return silent('muted', { ...state, unsettled: true })
  const afterMs = state.since === null ? null : Math.max(0, since - state.since)
  return {
    state: { told: status, since, unsettled: false, turns: state.turns + 1 },
    tell: { kind: 'change', from: state.told, afterMs },
  }
}
