import type { EpochMs } from '../../kernel/index.ts'
import type { RunStatus } from './status.ts'

/*
 * What a connector finds on its platform, in our words. Texts are as the platform has them; ids are
 * texts, since those of some platforms are beyond 2^31. What the platform does not say is `null`.
 */

export const visibilities = ['public', 'internal', 'private'] as const
export type Visibility = (typeof visibilities)[number]

export type FoundProject = {
  /** Stable on its connection: it outlives a change of name. */
  readonly externalId: string
  readonly name: string
  /** `owner/repo`, `group/sub/project`, `folder/job`. */
  readonly fullName: string
  readonly description: string | null
  readonly visibility: Visibility | null
  readonly avatarUrl: string | null
  readonly defaultBranch: string | null
  readonly webUrl: string | null
  readonly lastActivityAt: EpochMs | null
  readonly archived: boolean
}

export type FoundRun = {
  readonly externalId: string
  /** From 1. A re-run that keeps its id is another attempt. */
  readonly attempt: number
  /** The number that people call it by. */
  readonly number: number | null
  /** The workflow's or the pipeline's name. */
  readonly title: string | null
  readonly status: RunStatus
  /** The platform's words: `completed/failure`. */
  readonly rawStatus: string
  /** A full ref or a tag, where it is no branch. */
  readonly ref: string | null
  readonly branch: string | null
  readonly sha: string | null
  readonly author: string | null
  /** The first line of the commit's message. */
  readonly message: string | null
  /** What started it: `push`, `schedule`, `merge_request_event`. */
  readonly trigger: string | null
  readonly webUrl: string | null
  readonly createdAt: EpochMs
  readonly startedAt: EpochMs | null
  readonly finishedAt: EpochMs | null
  /** As the platform counts it; never the time between creation and the latest change. */
  readonly durationMs: number | null
  readonly queuedMs: number | null
  /** The platform's time of this state, for `supersedes`. */
  readonly sourceTime: EpochMs
  /** The run that started it, on the same connection. */
  readonly parent: { readonly project: string | null; readonly run: string } | null
  /** The list that it came from lacks times or names; `Connector.run` has them. */
  readonly partial: boolean
}

export type FoundJob = {
  readonly externalId: string
  readonly name: string
  readonly stage: string | null
  readonly status: RunStatus
  readonly rawStatus: string
  readonly startedAt: EpochMs | null
  readonly finishedAt: EpochMs | null
  readonly durationMs: number | null
  readonly queuedMs: number | null
  readonly webUrl: string | null
  /** Its failure is no failure of the run. */
  readonly allowFailure: boolean
  /** The run that it started. */
  readonly downstream: Downstream | null
}

export type Downstream = {
  /** The external id of the project that it is in, where the platform says. */
  readonly project: string | null
  readonly run: string
  readonly status: RunStatus
  readonly webUrl: string | null
}

export type FoundBranch = {
  readonly name: string
  readonly sha: string | null
  readonly author: string | null
  readonly message: string | null
  readonly committedAt: EpochMs | null
  readonly isDefault: boolean
  readonly webUrl: string | null
}

export type FoundMergeRequest = {
  readonly number: number
  readonly title: string
  readonly author: string | null
  readonly sourceBranch: string | null
  readonly targetBranch: string | null
  readonly sha: string | null
  readonly draft: boolean
  readonly webUrl: string | null
  readonly createdAt: EpochMs | null
  readonly updatedAt: EpochMs | null
}

export type FoundIssue = {
  readonly number: number
  readonly title: string
  readonly author: string | null
  readonly labels: readonly string[]
  readonly webUrl: string | null
  readonly createdAt: EpochMs | null
  readonly updatedAt: EpochMs | null
}

export type FoundUser = {
  readonly externalId: string
  readonly login: string
  readonly name: string | null
  readonly avatarUrl: string | null
  readonly webUrl: string | null
}

export type FoundDeployment = {
  readonly externalId: string
  readonly environment: string
  readonly status: RunStatus
  readonly rawStatus: string
  readonly ref: string | null
  readonly sha: string | null
  readonly author: string | null
  readonly webUrl: string | null
  readonly createdAt: EpochMs
  readonly finishedAt: EpochMs | null
  /** For `supersedes`. */
  readonly sourceTime: EpochMs
  /** The external id of the run that did it. */
  readonly run: string | null
}
