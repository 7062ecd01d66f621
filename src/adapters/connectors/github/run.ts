import { z } from 'zod'
import type { EpochMs } from '../../../kernel/index.ts'
import type { FoundRun, RunStatus } from '../../../modules/pipelines/index.ts'
import { exact, firstLine, line, link, word } from '../fields.ts'
import { account, count, id, instant, signer, time } from './fields.ts'
import { rawOf, statusOf } from './status.ts'

const repository = z.object({ id, owner: account }).nullable().catch(null)

/** A run, as lists, single answers and deliveries have it alike (https://docs.github.com/en/rest/actions/workflow-runs). */
export const runSchema = z.object({
  id,
  name: line,
  path: line,
  run_number: count,
  run_attempt: z.number().int().positive().catch(1),
  status: word,
  conclusion: word,
  event: line,
  head_branch: exact,
  head_sha: exact,
  head_commit: z.object({ message: firstLine, author: signer }).nullable().catch(null),
  html_url: link,
  actor: account,
  triggering_actor: account,
  repository,
  head_repository: repository,
  created_at: instant,
  updated_at: instant,
  run_started_at: time,
})
export type WorkflowRun = z.output<typeof runSchema>

export const runListSchema = z.object({ workflow_runs: z.array(runSchema) })

export function runOf(run: WorkflowRun): FoundRun {
  const status = statusOf(run)
  return {
    externalId: run.id,
    attempt: run.run_attempt,
    number: run.run_number,
    title: run.name ?? run.path?.split('/').at(-1) ?? null,
    status,
    rawStatus: rawOf(run),
    ...placeOf(run),
    sha: run.head_sha,
    author: run.actor ?? run.triggering_actor ?? run.head_commit?.author?.name ?? null,
    message: run.head_commit?.message ?? null,
    trigger: run.event,
    webUrl: run.html_url,
    ...timesOf(run, status),
    sourceTime: run.updated_at,
    parent: null,
    partial: false,
  }
}

type Times = Pick<FoundRun, 'createdAt' | 'startedAt' | 'finishedAt' | 'durationMs' | 'queuedMs'>

/**
 * Times of one attempt. GitHub keeps `created_at` when a run is started again, a day or a month
 * later: neither a duration nor a place in a list may come of it. So a later attempt was created
 * when it was started again; else work of today would count on the day of the first attempt.
 *
 * `run_started_at` is when GitHub took the attempt on, which is no start while nothing runs. How long
 * it waited is known from its jobs alone (`queueOf`).
 */
function timesOf(run: WorkflowRun, status: RunStatus): Times {
  const { created_at, run_started_at, updated_at } = run
  const isOver =
    (run.status?.toLowerCase() === 'completed' || run.conclusion !== null) && status !== 'waiting'
  const hasBegun = isOver || status === 'running' || run.status?.toLowerCase() === 'waiting'
  return {
    createdAt: run.run_attempt > 1 ? (run_started_at ?? created_at) : created_at,
    startedAt: hasBegun ? run_started_at : null,
    finishedAt: isOver ? updated_at : null,
    durationMs: isOver ? between(run_started_at, updated_at) : null,
    queuedMs: null,
  }
}

/** Milliseconds from one time to a later one; `null` where one is missing, or they are in the wrong order. */
export const between = (from: EpochMs | null, to: EpochMs | null): number | null =>
  from === null || to === null || to < from ? null : to - from

/**
 * Where a run is. A run for a pull request from a fork has the name of the fork's branch, which is
 * often `main`: it is no run of ours. It is written as GitHub's pages write it: `octocat:main`.
 */
function placeOf(run: WorkflowRun): Pick<FoundRun, 'branch' | 'ref'> {
  const { head_branch, head_repository, repository } = run
  const isForPullRequest = run.event?.startsWith('pull_request') === true
  if (head_branch === null) return { branch: null, ref: null }
  if (run.event === 'release') return { branch: null, ref: `refs/tags/${head_branch}` }
  // A fork that was deleted is `null`.
  const isForeign =
    head_repository === null
      ? isForPullRequest && repository !== null
      : isOther(head_repository, repository)
  if (!isForeign) return { branch: head_branch, ref: null }
  return { branch: null, ref: `${head_repository?.owner ?? 'unknown'}:${head_branch}` }
}

const isOther = (
  one: NonNullable<WorkflowRun['repository']>,
  other: WorkflowRun['repository'],
): boolean => other !== null && one.id !== other.id

/** Newest first. Lists of GitHub are by `created_at`, in which a run that was started again lies far down. */
export const newestFirst = (runs: readonly FoundRun[]): readonly FoundRun[] =>
  runs.toSorted((one, other) => other.createdAt - one.createdAt)
