import type { FoundRun } from './found.ts'
import type { RunStatus } from './status.ts'

export type TurnRun = Pick<FoundRun, 'externalId' | 'attempt' | 'status' | 'createdAt'>

/** The first failure after a success, the first success after a failure, or neither. */
export type Turn = 'broken' | 'fixed' | null

const wentWell: Partial<Record<RunStatus, boolean>> = {
  success: true,
  warning: true,
  failed: false,
}

/**
 * What a run that has ended is to its branch, by what the run before it came to. What was canceled or
 * skipped is nothing to compare with.
 * @param others runs of the same branch and title, in any order
 */
export function turnOf(run: TurnRun, others: readonly TurnRun[]): Turn {
  const now = wentWell[run.status]
  if (now === undefined) return null
  let previous: TurnRun | null = null
  for (const other of others) {
    if (wentWell[other.status] === undefined || !isBefore(other, run)) continue
    if (previous === null || isBefore(previous, other)) previous = other
  }
  if (previous === null || wentWell[previous.status] === now) return null
  return now ? 'fixed' : 'broken'
}

/** An attempt comes before the next one of the same run, although both were created at once. */
function isBefore(a: TurnRun, b: TurnRun): boolean {
  if (a.externalId === b.externalId) return a.attempt < b.attempt
  return a.createdAt < b.createdAt
}
