import type { ChannelId, ProjectId, UserId } from '../../kernel/index.ts'
import type { RunNews, Turn } from './notification.ts'

/** Which pipelines a channel is told of for somebody. */
export type RunChoices = {
  /** `null` for nowhere. */
  readonly channelId: ChannelId | null
  /** A default branch whose latest run went well has one that failed; and the other way round. */
  readonly broken: boolean
  readonly fixed: boolean
  /** Only runs of somebody who has one of the names. */
  readonly mineOnly: boolean
  /** What this person is called on the platforms, in any case: log-ins, e-mail addresses. */
  readonly names: readonly string[]
  readonly projects: 'all' | 'watched'
}

export type Subscription = Omit<RunChoices, 'channelId'> & {
  readonly userId: UserId
  readonly channelId: ChannelId
  readonly watched: ReadonlySet<ProjectId>
  readonly hidden: ReadonlySet<ProjectId>
}

export type TurnedRun = Pick<RunNews, 'projectId' | 'isDefaultBranch' | 'author'> & {
  readonly turn: Turn
}

const keyOf = (name: string): string => name.trim().toLowerCase()

/**
 * Whether somebody wants to be told of a run. A branch that is not the default one concerns whoever
 * made the run alone. What somebody hides they hear nothing of, unless they watch it.
 */
export function hearsOfRun(subscription: Subscription, run: TurnedRun): boolean {
  const { mineOnly, names, projects, watched, hidden } = subscription
  if (!subscription[run.turn]) return false
  const author = run.author === null ? '' : keyOf(run.author)
  const isMine = author !== '' && names.some((name) => keyOf(name) === author)
  if (!isMine && (mineOnly || !run.isDefaultBranch)) return false
  if (watched.has(run.projectId)) return true
  return projects === 'all' && !hidden.has(run.projectId)
}
