/**
 * What a run, a job or a deployment is at. `waiting` waits for a human, a schedule or a gate;
 * `unknown` is every word that a platform has and we do not: it is never taken for a failure.
 */
export const runStatuses = [
  'pending',
  'running',
  'waiting',
  'success',
  'warning',
  'failed',
  'canceled',
  'skipped',
  'unknown',
] as const
export type RunStatus = (typeof runStatuses)[number]

export const finalStatuses = ['success', 'warning', 'failed', 'canceled', 'skipped'] as const
export type FinalStatus = (typeof finalStatuses)[number]

const finals: ReadonlySet<RunStatus> = new Set(finalStatuses)

/** Whether nothing more is to come of it, short of somebody starting it again. */
export const isFinal = (status: RunStatus): status is FinalStatus => finals.has(status)

/** How far a run is: of two reports with the same time, the one that is further is the later one. */
const progress = {
  unknown: 0,
  pending: 1,
  running: 2,
  waiting: 2,
  success: 3,
  warning: 3,
  failed: 3,
  canceled: 3,
  skipped: 3,
} as const satisfies Record<RunStatus, number>

export type Report = {
  readonly status: RunStatus
  /** The platform's own time of this state, never ours. */
  readonly sourceTime: number
  /** It is from a list that tells too little. */
  readonly partial?: boolean
}

/**
 * Whether a report takes the place of the one that is stored. Deliveries come late, twice, and out
 * of order: an `in_progress` that comes after `completed` must not bring the run back to life.
 */
export function supersedes(incoming: Report, stored: Report | null): boolean {
  if (stored === null || incoming.sourceTime > stored.sourceTime) return true
  if (incoming.sourceTime < stored.sourceTime) return false
  const ahead = progress[incoming.status] - progress[stored.status]
  // Of the same state a list knows less: GitLab's calls *passed with warnings* a success.
  const tellsLess = incoming.partial === true && stored.partial !== true
  return ahead > 0 || (ahead === 0 && !tellsLess)
}

/** Worst first. Something that runs stands before what went well: it is what people wait for. */
const order = [
  'failed',
  'warning',
  'running',
  'waiting',
  'pending',
  'unknown',
  'canceled',
  'success',
  'skipped',
] as const satisfies readonly RunStatus[]

export const severityOf = (status: RunStatus): number => order.indexOf(status)

/** The worst of several, as of the runs of one commit. `unknown` of none. */
export function worstOf(statuses: Iterable<RunStatus>): RunStatus {
  let worst: RunStatus | null = null
  for (const status of statuses) {
    if (worst === null || severityOf(status) < severityOf(worst)) worst = status
  }
  return worst ?? 'unknown'
}
