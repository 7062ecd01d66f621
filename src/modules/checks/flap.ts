import type { Thresholds } from './check.ts'

/*
 * Flapping, as Nagios and its heirs tell it: many changes within the latest 21 results begin it, few
 * end it. Ours counts changes of the verdict that thresholds alone would make, so that single
 * failures which the thresholds forgive are none. Icinga has it off unless a check asks for it; so
 * has Pharos, because a held verdict is late by design.
 * @see https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/flapping.html
 * @see https://icinga.com/docs/icinga-2/latest/doc/08-advanced-topics/#check-flapping
 */

/** The latest results that are looked at. */
export const flapWindow = 21

export type Doubt = {
  /** What thresholds alone make of the past; `null` while they have nothing to say. */
  readonly undamped: 'up' | 'degraded' | 'down' | null
  /** How often that changed within the window. */
  readonly changes: number
}

const statuses = { u: 'up', g: 'degraded', d: 'down' } as const
type Letter = keyof typeof statuses

/** Consecutive missed slots after which counting begins anew, as the verdict does. */
const silence = 3

/** Reads a strip (`VerdictState.recent`), oldest first. */
export function doubtOf(recent: string, rules: Thresholds): Doubt {
  let undamped: Doubt['undamped'] = null
  let [failures, successes, missed] = [0, 0, 0]
  const after: Doubt['undamped'][] = []
  for (const letter of recent) {
    if (!isResult(letter)) {
      missed += 1
      if (missed === silence) [failures, successes] = [0, 0]
      continue
    }
    missed = 0
    const failed = letter === 'd'
    failures = failed ? failures + 1 : 0
    successes = failed ? 0 : successes + 1
    const turns = failed
      ? failures >= rules.failuresToDown
      : undamped !== 'down' || successes >= rules.successesToUp
    if (turns) undamped = statuses[letter]
    after.push(undamped)
  }
  const window = after.slice(-flapWindow)
  const changes = window.filter((status, i) => i > 0 && isChange(window[i - 1] ?? null, status))
  return { undamped, changes: changes.length }
}

const isResult = (letter: string): letter is Letter => Object.hasOwn(statuses, letter)

/** The first thing that is known is no change of mind. */
const isChange = (before: Doubt['undamped'], after: Doubt['undamped']): boolean =>
  before !== null && before !== after

/**
 * Whether a check flaps: it begins at so many changes and ends below half of them, so that the
 * damping does not flap itself.
 * @param after the changes that make it flap; `null` never does
 */
export function isFlapping(changes: number, after: number | null, before: boolean): boolean {
  if (after === null) return false
  return before ? changes >= after / 2 : changes >= after
}
