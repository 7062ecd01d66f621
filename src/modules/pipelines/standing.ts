import type { FoundRun } from './found.ts'
import { type RunStatus, worstOf } from './status.ts'

export type StandingRun = Pick<FoundRun, 'status' | 'title' | 'branch' | 'sha'> & {
  readonly superseded: boolean
}

export type ProjectStanding<R> = {
  readonly status: RunStatus
  /** The run that the status is about; `null` where there is none. */
  readonly run: R | null
}

/**
 * How a project stands: the worst of the runs of the newest commit on its default branch, or on any
 * branch where that has none. A platform may run several workflows for one commit; of those that run
 * one workflow anew, the newest counts. What was canceled or skipped beside others says nothing.
 * @param runs newest first
 */
export function standingOf<R extends StandingRun>(
  runs: readonly R[],
  defaultBranch: string | null,
): ProjectStanding<R> {
  const valid = runs.filter(({ superseded }) => !superseded)
  const own = valid.filter(({ branch }) => branch !== null && branch === defaultBranch)
  const of = own.length > 0 ? own : valid
  const newest = of[0]
  if (newest === undefined) return { status: 'unknown', run: null }
  const telling = newestOfEach(newest.sha === null ? [newest] : ofCommit(of, newest.sha))
  const status = worstOf(telling.map((run) => run.status))
  return { status, run: telling.find((run) => run.status === status) ?? newest }
}

const ofCommit = <R extends StandingRun>(runs: readonly R[], sha: string): readonly R[] =>
  runs.filter((run) => run.sha === sha)

function newestOfEach<R extends StandingRun>(runs: readonly R[]): readonly R[] {
  const byTitle = new Map<string | null, R>()
  for (const run of runs) if (!byTitle.has(run.title)) byTitle.set(run.title, run)
  const newest = [...byTitle.values()]
  const telling = newest.filter(({ status }) => status !== 'canceled' && status !== 'skipped')
  return telling.length > 0 ? telling : newest
}
