import type { EpochMs, RunId } from '../../kernel/index.ts'
import type { FoundJob, FoundRun } from './found.ts'
import type { Insights } from './statistics.ts'

/** A job of one attempt of a run. */
export type JobOutcome = Pick<FoundJob, 'name' | 'status' | 'allowFailure'> & {
  readonly runId: RunId
  readonly title: string | null
  readonly sha: string | null
  readonly attempt: number
  /** When it ended, or the best that is known of that. */
  readonly at: EpochMs
}

type FlakyJob = Insights['flakyJobs'][number]

/** How many are told. */
const flakyMost = 20

/**
 * Jobs that failed and went well afterwards with the same commit, in another attempt or another run
 * of the same name: nothing was changed but the luck. A failure that is allowed counts like any
 * other. Two jobs of one run that share a name are no proof: they may do different things.
 */
export function flakyJobs(jobs: readonly JobOutcome[]): readonly FlakyJob[] {
  const flakes = new Map<string, number>()
  for (const group of Map.groupBy(jobs.filter(hasCommit), keyOf).values()) {
    const [first] = group
    const count = flakesOf(group)
    if (first === undefined || count === 0) continue
    flakes.set(first.name, (flakes.get(first.name) ?? 0) + count)
  }
  const runs = Map.groupBy(jobs, ({ name }) => name)
  return [...flakes]
    .map(([name, count]) => ({
      name,
      runs: new Set(runs.get(name)?.map(({ runId }) => runId)).size,
      flakes: count,
    }))
    .sort((a, b) => b.flakes - a.flakes || a.runs - b.runs || (a.name < b.name ? -1 : 1))
    .slice(0, flakyMost)
}

const hasCommit = ({ sha }: JobOutcome): boolean => sha !== null

const keyOf = ({ name, title, sha }: JobOutcome): string => JSON.stringify([name, title, sha])

const hasFailed = ({ status, allowFailure }: JobOutcome): boolean =>
  status === 'failed' || (status === 'warning' && allowFailure)

/** Runs of the group that failed, and of which a later one went well. */
function flakesOf(group: readonly JobOutcome[]): number {
  const ordered = group.toSorted((a, b) => a.at - b.at || a.attempt - b.attempt)
  const failed = new Set<RunId>()
  let flakes = 0
  for (const job of ordered) {
    if (hasFailed(job)) failed.add(job.runId)
    if (job.status !== 'success') continue
    const own = failed.delete(job.runId)
    flakes += failed.size
    failed.clear()
    if (own) failed.add(job.runId)
  }
  return flakes
}

/** A run, or an attempt of one, of the branch that is looked at. */
export type BranchRun = Pick<FoundRun, 'title' | 'status' | 'createdAt' | 'finishedAt'>

type Window = { readonly since: EpochMs; readonly until: EpochMs }

const colours: Partial<Record<FoundRun['status'], 'red' | 'green'>> = {
  success: 'green',
  warning: 'green',
  failed: 'red',
}

/**
 * How long a branch was red: from the end of a run that failed to the end of the next that went
 * well, of each workflow by itself, and red while any of them is. What was canceled or skipped tells
 * nothing. Runs from before the window say how it began; before the first of all nothing is known.
 */
export function redTime(
  runs: readonly BranchRun[],
  { since, until }: Window,
): Pick<Insights, 'redMs' | 'redShare'> {
  const turns = runs
    .map(({ title, status, createdAt, finishedAt }) => ({
      title,
      colour: colours[status],
      at: finishedAt ?? createdAt,
    }))
    .filter(({ colour, at }) => colour !== undefined && at < until)
    .sort((a, b) => a.at - b.at)
  const [first] = turns
  if (first === undefined) return { redMs: 0, redShare: null }
  const clip = (at: EpochMs) => Math.max(at, since)
  const red = new Set<string | null>()
  let redMs = 0
  let from = clip(first.at)
  for (const { title, colour, at } of turns) {
    if (red.size > 0) redMs += clip(at) - from
    from = clip(at)
    if (colour === 'red') red.add(title)
    else red.delete(title)
  }
  if (red.size > 0) redMs += until - from
  const knownMs = until - clip(first.at)
  return { redMs, redShare: knownMs > 0 ? redMs / knownMs : null }
}
