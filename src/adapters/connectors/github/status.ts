import type { RunStatus } from '../../../modules/pipelines/index.ts'

/*
 * The words of https://docs.github.com/en/rest/actions/workflow-runs and, for conclusions,
 * https://docs.github.com/en/rest/checks/runs. A word that is missing here is `unknown`, whatever it
 * may mean: GitHub adds some.
 */
const underWay: ReadonlyMap<string, RunStatus> = new Map<string, RunStatus>([
  ['queued', 'pending'],
  ['requested', 'pending'],
  ['pending', 'pending'],
  ['in_progress', 'running'],
  // For a reviewer of an environment, or for one who lets a stranger's code run.
  ['waiting', 'waiting'],
  ['action_required', 'waiting'],
])

const concluded: ReadonlyMap<string, RunStatus> = new Map<string, RunStatus>([
  ['success', 'success'],
  ['failure', 'failed'],
  ['timed_out', 'failed'],
  ['startup_failure', 'failed'],
  ['cancelled', 'canceled'],
  // Given up by GitHub itself after 14 days.
  ['stale', 'canceled'],
  ['skipped', 'skipped'],
  ['neutral', 'skipped'],
  // A run of a fork is said to be completed while it waits for somebody to approve it.
  ['action_required', 'waiting'],
])

export type Words = { readonly status: string | null; readonly conclusion: string | null }

/** A run's or a job's. GraphQL, and what was recorded from it, writes the words in capitals. */
export function statusOf({ status, conclusion }: Words): RunStatus {
  const end = conclusion?.toLowerCase() ?? ''
  const state = status?.toLowerCase() ?? ''
  if (end !== '') return concluded.get(end) ?? 'unknown'
  return state === 'completed' ? 'unknown' : (underWay.get(state) ?? 'unknown')
}

/** As GitHub says it: `completed/failure`, `queued`. */
export const rawOf = ({ status, conclusion }: Words): string =>
  [status, conclusion].filter((word) => word !== null && word !== '').join('/')

const deployed: ReadonlyMap<string, RunStatus> = new Map<string, RunStatus>([
  ['queued', 'pending'],
  ['pending', 'pending'],
  ['waiting', 'waiting'],
  ['in_progress', 'running'],
  ['success', 'success'],
  // It went live, and something newer has taken its place.
  ['inactive', 'success'],
  ['failure', 'failed'],
  ['error', 'failed'],
])

/** A deployment's: https://docs.github.com/en/rest/deployments/statuses */
export const deploymentStatusOf = (state: string): RunStatus =>
  deployed.get(state.toLowerCase()) ?? 'unknown'
