import type { EpochMs, Settings } from '../../kernel/index.ts'
import type {
  FoundBranch,
  FoundDeployment,
  FoundIssue,
  FoundJob,
  FoundMergeRequest,
  FoundProject,
  FoundRun,
  FoundUser,
} from './found.ts'

/** Who waits for an answer, most urgent first: a person, a delivery, the regular look, history. */
export const priorities = ['user', 'event', 'poll', 'backfill'] as const
export type Priority = (typeof priorities)[number]

export type Ask = { readonly priority: Priority; readonly signal: AbortSignal }

/** A project as a connector needs it to find it again. */
export type ProjectKey = Pick<FoundProject, 'externalId' | 'fullName' | 'defaultBranch'>
export type RunKey = Pick<FoundRun, 'externalId' | 'attempt'>

/** `at_least`: the platform does not count that far. */
export type ProjectCount = { readonly kind: 'exact' | 'at_least'; readonly count: number }

/** What is left of a platform's limit. */
export type Quota = {
  readonly limit: number
  /** What the limit is counted over, in milliseconds; an hour where it is not said. */
  readonly windowMs?: number
  readonly remaining: number
  readonly resetAt: EpochMs | null
  /** When it will be used up at the present pace, before the reset; `null` when it will not. */
  readonly usedUpAt: EpochMs | null
}

/** Figures of a connector since it was opened. */
export type ConnectorFigures = {
  readonly calls: number
  /** Answers that had not changed: on some platforms they cost nothing. */
  readonly unchanged: number
  readonly limited: number
  readonly failed: number
  readonly quota: Quota | null
  /** Nothing is asked before this. */
  readonly pausedUntil: EpochMs | null
}

/**
 * A platform, spoken to. Every method throws a `PlatformFault` and then gives nothing: never a part
 * of a list. It keeps no state that others rely on; it may be opened again at any time.
 *
 * Lists come newest first, and hold at most `limit` items.
 */
export type Connector = {
  /** It is only spoken to by others: it lists nothing, and what they told stays. */
  readonly isPassive?: true
  projects(ask: Ask): Promise<readonly FoundProject[]>
  projectCount(ask: Ask): Promise<ProjectCount>
  /** The newest run, of a branch or of all (`null`). */
  latestPipeline(project: ProjectKey, branch: string | null, ask: Ask): Promise<FoundRun | null>
  pipelines(project: ProjectKey, limit: number, ask: Ask): Promise<readonly FoundRun[]>
  branches(project: ProjectKey, limit: number, ask: Ask): Promise<readonly FoundBranch[]>
  branch(project: ProjectKey, name: string, ask: Ask): Promise<FoundBranch | null>
  /** One run, with all that the platform knows of it: the latest attempt unless one is named. */
  run(
    project: ProjectKey,
    run: Omit<RunKey, 'attempt'> & { readonly attempt?: number },
    ask: Ask,
  ): Promise<FoundRun | null>

  mergeRequests?(
    project: ProjectKey,
    limit: number,
    ask: Ask,
  ): Promise<readonly FoundMergeRequest[]>
  issues?(project: ProjectKey, limit: number, ask: Ask): Promise<readonly FoundIssue[]>
  /** Whose token it is. */
  currentUser?(ask: Ask): Promise<FoundUser>
  /** Of one attempt. */
  jobs?(project: ProjectKey, run: RunKey, ask: Ask): Promise<readonly FoundJob[]>
  deployments?(project: ProjectKey, limit: number, ask: Ask): Promise<readonly FoundDeployment[]>
  rerun?(project: ProjectKey, run: RunKey, ask: Ask): Promise<void>

  figures(): ConnectorFigures
  close(): Promise<void>
}

export const capabilities = [
  'mergeRequests',
  'issues',
  'currentUser',
  'jobs',
  'deployments',
  'rerun',
] as const satisfies readonly (keyof Connector)[]
export type Capability = (typeof capabilities)[number]

/** An inbound request, as it came. Names of headers are in lower case. */
export type Delivery = {
  readonly headers: Readonly<Record<string, string>>
  /** What stood in the query as `token`, for platforms that sign nothing. */
  readonly token: string | null
  readonly body: Uint8Array
}

/**
 * `ok`, or why it is not believed: `unsigned` when it has no proof at all, `forged` when the proof is
 * wrong, `stale` when it is too old or from the future.
 */
export type Proof = 'ok' | 'unsigned' | 'forged' | 'stale'

/** What a delivery says, or is about. */
export type Notice = {
  /** The project, by what the delivery has of it; a whole one when the platform tells all. */
  readonly project: { readonly externalId: string | null; readonly fullName: string | null }
  readonly found?: FoundProject
  readonly runs?: readonly FoundRun[]
  readonly jobs?: { readonly run: RunKey; readonly jobs: readonly FoundJob[] }
  readonly deployments?: readonly FoundDeployment[]
  readonly branches?: readonly FoundBranch[]
  /** What the platform has to be asked for, because the delivery does not tell, or is not to be trusted with it. */
  readonly asks?: readonly NoticeAsk[]
}

export type NoticeAsk =
  | { readonly kind: 'run'; readonly externalId: string }
  | { readonly kind: 'jobs'; readonly run: RunKey }
  | { readonly kind: 'pipelines' }
  | { readonly kind: 'branches' }
  | { readonly kind: 'deployments' }
  | { readonly kind: 'projects' }

/** How a platform's webhooks are read. Pure: nothing is asked of anybody. */
export type Webhooks = {
  /** Before anything else, over the bytes as they came. Compares in constant time. */
  prove(delivery: Delivery, secret: string, now: EpochMs): Proof
  /** What makes it the same delivery when it comes again (`null`: its bytes do), and what it is called. */
  identify(delivery: Delivery): { readonly id: string | null; readonly type: string }
  /**
   * What it says. An event that says nothing to us is an empty list. Throws `PlatformFault`
   * (`malformed`) for a body that is not what the platform documents.
   */
  read(delivery: Delivery, now: EpochMs): readonly Notice[]
  /** How to set it up, one sentence a step; the address and the secret stand beside it. */
  readonly steps: readonly string[]
}

/** The room's need of the outside: how a platform is spoken to, or `null` when this build has none. */
export type Platforms = {
  readonly names: readonly string[]
  titleOf(platform: string): string
  webhooksOf(platform: string): Webhooks | null
  /**
   * Secrets come out sealed. Throws `Refusal('invalid')` with errors under `config.…`.
   * @param present the settings as they are stored, whose secrets a mask keeps
   */
  parse(platform: string, config: Settings, present: Settings | null): Settings
  /** Opens a connector for settings that `parse` gave. */
  open(platform: string, settings: Settings): Connector
  /** What a platform can be asked for besides projects, runs and branches. */
  can(platform: string): readonly Capability[]
  /** The address that is spoken to, for people; `null` for one that is only spoken to by others. */
  urlOf(platform: string, settings: Settings): string | null
}
