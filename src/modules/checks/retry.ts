import type { ProbeResult } from './probe.ts'
import { claimAhead } from './schedule.ts'

/*
 * Tries within a slot. They share the time that the check has, so that retries never make a slot
 * longer: the first may take all of it, the next what is left. So they help against what fails
 * quickly; against what hangs there are `failures_to_down`.
 */

/** What would be the same a moment later. */
const final: ReadonlySet<ProbeResult['reason']> = new Set([
  'unsupported',
  'internal',
  'blocked_by_policy',
  'members_unknown',
])

const pauseShare = 0.05
const longestPauseMs = 1_000
/** A try with less than this part of the time tells more about the time than about the target. */
const leastShare = 0.1

export type Tried = {
  readonly result: Pick<ProbeResult, 'status' | 'reason'>
  /** How many tries there were, and how many more there may be at most. */
  readonly tries: number
  readonly retries: number
  /** The time that the check has for all of its tries, and how much of it is over. */
  readonly budgetMs: number
  readonly spentMs: number
}

/** The next try of a slot, or why there is none. */
export type NextTry =
  | { readonly kind: 'again'; readonly pauseMs: number; readonly timeoutMs: number }
  | { readonly kind: 'enough'; readonly reason: 'up' | 'final' | 'tries' | 'time' }

export function nextTry({ result, tries, retries, budgetMs, spentMs }: Tried): NextTry {
  if (result.status === 'up') return { kind: 'enough', reason: 'up' }
  if (tries > retries) return { kind: 'enough', reason: 'tries' }
  if (final.has(result.reason)) return { kind: 'enough', reason: 'final' }
  const pauseMs = Math.round(Math.min(longestPauseMs, pauseShare * budgetMs))
  const timeoutMs = Math.floor(budgetMs - spentMs - pauseMs)
  if (timeoutMs < leastShare * budgetMs) return { kind: 'enough', reason: 'time' }
  return { kind: 'again', pauseMs, timeoutMs }
}

/** Outcomes take a moment into the store, and the next claim would overtake one that comes later. */
const commitShare = 0.05
const longestPatienceMs = 2_500

/** How long an outcome may still be thought about, when its slot began that long ago. */
export const patienceLeft = (intervalMs: number, spentMs: number): number =>
  Math.min(
    longestPatienceMs,
    Math.max(0, intervalMs * (1 - commitShare) - claimAhead(intervalMs) - spentMs),
  )
