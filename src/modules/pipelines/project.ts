import type { ConnectionId, DeploymentId, EpochMs, ProjectId, RunId } from '../../kernel/index.ts'
import type { Trouble } from './connection.ts'
import type { FoundBranch, FoundDeployment, FoundJob, FoundProject, FoundRun } from './found.ts'
import type { RunStatus } from './status.ts'

export type Project = FoundProject & {
  readonly id: ProjectId
  readonly connectionId: ConnectionId
  /** The connection's name, and its platform. */
  readonly connection: string
  readonly platform: string
  /** It was in the platform's last list. */
  readonly listed: boolean
  /** When its history was read for the first time; `null` before. */
  readonly filledAt: EpochMs | null
  readonly refreshedAt: EpochMs | null
  readonly trouble: Trouble | null
}

/**
 * Whether what is shown of a project is the truth. `loading`: nothing was read yet, which is not an
 * empty list; `stale`: the last look failed, or is too long ago; `error`: there is nothing, and why.
 */
export type Freshness = 'loading' | 'fresh' | 'stale' | 'error'

/** What the page of all projects shows of a run. */
export type RunMark = Pick<
  FoundRun,
  | 'status'
  | 'title'
  | 'number'
  | 'attempt'
  | 'branch'
  | 'sha'
  | 'author'
  | 'message'
  | 'webUrl'
  | 'createdAt'
  | 'startedAt'
  | 'finishedAt'
  | 'durationMs'
> & { readonly id: RunId }

/** A project and how it stands. */
export type ProjectView = Project & {
  /** The worst of the runs of the newest commit of its default branch; of any branch where that has none. */
  readonly status: RunStatus
  /** The run that the status is about. */
  readonly latest: RunMark | null
  /** Statuses of the newest runs, newest first, at most `recentRuns`. */
  readonly recent: readonly RunStatus[]
  /** Something of it runs or waits now, on whatever branch. */
  readonly active: boolean
}

export const recentRuns = 10

export type Run = FoundRun & {
  readonly id: RunId
  readonly projectId: ProjectId
  /** Whether a later attempt of the same run is there. */
  readonly superseded: boolean
  readonly seenAt: EpochMs
}

export type Job = FoundJob & { readonly runId: RunId }

/** A run with everything around it. */
export type RunDetail = {
  readonly run: Run
  readonly project: ProjectView
  /** All attempts of it, newest first, itself among them. */
  readonly attempts: readonly Run[]
  /** `null` when nobody has asked the platform for them yet. */
  readonly jobs: readonly Job[] | null
  /** Runs that name it as the one that started them. */
  readonly children: readonly Run[]
  readonly parent: Run | null
}

export type Branch = FoundBranch & {
  readonly projectId: ProjectId
  readonly seenAt: EpochMs
  /** Its newest run. */
  readonly latest: RunMark | null
}

export type Deployment = FoundDeployment & {
  readonly id: DeploymentId
  readonly projectId: ProjectId
  readonly project: string
  /** The run that did it, where it is known. */
  readonly runId: RunId | null
}
