import type { EpochMs, ProjectId, RunId, ServiceId } from '../../kernel/index.ts'
import type { Standing } from '../journal/index.ts'

/** A change of a service's status that people should hear of, with all that a message needs. */
export type News = {
  readonly serviceId: ServiceId
  readonly name: string
  /** What is checked, without secrets. */
  readonly target: string
  readonly tags: readonly string[]
  /** What was last announced, `null` when nothing was; and what is now. */
  readonly from: Standing | null
  readonly to: Standing
  /** The reason of the outcome that turned it: `timeout`, `bad_status`, … */
  readonly reason: string
  /** One line for people. Text of the target is in it, so escape it. */
  readonly message: string
  /** Since when it has that status. */
  readonly since: EpochMs
  /** How long it had the status before, in milliseconds; `null` when that is not known. */
  readonly afterMs: number | null
  /** Facts about the outcome, by name. Text of the target is in them too. */
  readonly evidence: Readonly<Record<string, string | number>>
}

/** A branch whose latest run went well has one that failed, or the other way round. */
export type Turn = 'broken' | 'fixed'

/** A run that turned its branch, with all that a message needs. Every text is the platform's. */
export type RunNews = {
  readonly runId: RunId
  readonly projectId: ProjectId
  /** The project's full name. */
  readonly project: string
  readonly turn: Turn
  readonly title: string | null
  readonly number: number | null
  readonly status: string
  readonly branch: string | null
  readonly isDefaultBranch: boolean
  readonly sha: string | null
  readonly author: string | null
  /** Of its commit: the first line. */
  readonly message: string | null
  /** Where the platform shows it. Not checked: it may be no address at all. */
  readonly webUrl: string | null
  readonly finishedAt: EpochMs | null
  readonly durationMs: number | null
}

/** What a channel is to tell somebody. `id` is the same on every attempt, and never of another message. */
export type Notification = {
  readonly id: string
  readonly at: EpochMs
} & (
  | { readonly kind: 'change'; readonly news: News }
  /** Many changes at once: none is left out, the list may be long. */
  | {
      readonly kind: 'digest'
      readonly news: readonly News[]
      /** Left out where no run is among them. */
      readonly runs?: readonly RunNews[]
    }
  | { readonly kind: 'run'; readonly run: RunNews }
  /** Somebody pressed the test button. */
  | { readonly kind: 'test'; readonly by: string }
  /** Pharos about itself: a channel that gave up, … */
  | { readonly kind: 'notice'; readonly title: string; readonly message: string }
)
