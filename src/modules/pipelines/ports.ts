import type {
  ConnectionId,
  EpochMs,
  Page,
  PageRequest,
  ProjectId,
  RunId,
  Seq,
  WebhookEventId,
  Write,
} from '../../kernel/index.ts'
import type {
  Connection,
  ConnectionDefinition,
  ConnectionState,
  ConnectionView,
  Trouble,
} from './connection.ts'
import type { RunKey } from './connector.ts'
import type { FoundBranch, FoundDeployment, FoundJob, FoundProject, FoundRun } from './found.ts'
import type { Branch, Deployment, Job, Project, ProjectView, Run, RunDetail } from './project.ts'
import type { Insights, Statistics, StatisticsQuery } from './statistics.ts'
import type { RunStatus } from './status.ts'

/** What a connection has waiting. */
export type Agenda = Pick<Connection, 'id' | 'rev' | 'enabled'> & {
  readonly events: boolean
  readonly wants: boolean
}

export type SavedConnection =
  | { readonly kind: 'saved'; readonly connection: Connection; readonly seq: Seq }
  | { readonly kind: 'stale'; readonly current: Connection }
  | { readonly kind: 'absent' }
  /** Another one has the name. */
  | { readonly kind: 'taken' }

/** Each method of these ports is one whole transaction. */
export type ConnectionStore = {
  list(): Promise<readonly ConnectionView[]>
  find(id: ConnectionId): Promise<ConnectionView | null>
  findByName(name: string): Promise<Connection | null>
  create(
    definition: ConnectionDefinition & { readonly owned: boolean },
    write: Write,
  ): Promise<SavedConnection>
  save(
    id: ConnectionId,
    change: { readonly definition: ConnectionDefinition; readonly expectedRev: number },
    write: Write,
  ): Promise<SavedConnection>
  /** Its projects and their history go with it. @returns whether there was one. */
  remove(id: ConnectionId, write: Write): Promise<boolean>
  /** What there is to do, connection by connection: cheap, for it is asked after every commit. */
  agenda(at: EpochMs): Promise<readonly Agenda[]>
  /** What the collector says of itself: one row a connection. Journal and ledger are told only of a change that people see. */
  note(
    id: ConnectionId,
    state: Partial<
      Pick<ConnectionState, 'listedAt' | 'refreshedAt' | 'trouble' | 'calls' | 'quota' | 'user'>
    >,
    at: EpochMs,
  ): Promise<void>
}

/** How runs came: `live` news are announced, `history` is only kept. */
export type Manner = 'live' | 'history'

/** Writes what connectors found. Everything is idempotent: the same once more changes nothing and announces nothing. */
export type FindingStore = {
  /** The whole list of a connection: what is missing from it is no longer listed. Throws nothing away. */
  saveProjects(
    id: ConnectionId,
    found: readonly FoundProject[],
    at: EpochMs,
  ): Promise<readonly Project[]>
  /** One project that a delivery tells of, or that a list confirms. */
  saveProject(id: ConnectionId, found: FoundProject, at: EpochMs): Promise<Project>
  /** By its platform's id, else by its full name, whatever the case. */
  findProject(
    id: ConnectionId,
    key: { readonly externalId: string | null; readonly fullName: string | null },
  ): Promise<Project | null>
  projectsOf(id: ConnectionId): Promise<readonly Project[]>
  /**
   * By `supersedes`, run for run. Adds up statistics, tells journal and ledger.
   * @returns the runs that are new or changed.
   */
  saveRuns(
    id: ProjectId,
    found: readonly FoundRun[],
    how: { readonly at: EpochMs; readonly manner: Manner },
  ): Promise<readonly Run[]>
  /** All jobs of one attempt. Nothing, where the run is not known. */
  saveJobs(id: ProjectId, run: RunKey, found: readonly FoundJob[], at: EpochMs): Promise<void>
  /** `whole`: those that are missing are gone. */
  saveBranches(
    id: ProjectId,
    found: readonly FoundBranch[],
    how: { readonly at: EpochMs; readonly whole: boolean },
  ): Promise<void>
  saveDeployments(
    id: ProjectId,
    found: readonly FoundDeployment[],
    how: { readonly at: EpochMs; readonly manner: Manner },
  ): Promise<void>
  /** What became of a look at a project. `filled`: its history is there now. */
  noteProject(
    id: ProjectId,
    note: { readonly at: EpochMs; readonly trouble: Trouble | null; readonly filled?: true },
  ): Promise<void>
  /** Those of the given runs that are stored. */
  knownRuns(id: ProjectId, runs: readonly RunKey[]): Promise<readonly Run[]>
  /** Runs of a project that are not final, for those that went unnoticed. */
  openRuns(id: ProjectId, limit: number): Promise<readonly Run[]>
  /** Closes runs that nobody has seen since, as `unknown`. @returns how many. */
  closeUnseen(before: EpochMs, at: EpochMs): Promise<number>
}

export type StoredEvent = {
  readonly id: WebhookEventId
  readonly connectionId: ConnectionId
  readonly deliveryId: string
  readonly type: string
  readonly receivedAt: EpochMs
  /** `waiting` to be processed, `done`, `failed` and tried again by itself until it is `dead`. */
  readonly status: 'waiting' | 'done' | 'failed' | 'dead'
  readonly attempts: number
  readonly error: string | null
  readonly processedAt: EpochMs | null
  readonly bytes: number
}

/** `isHint`: it has no number of its own, so the same bytes may come again with a meaning: a build that ends. */
export type NewEvent = { readonly isHint?: boolean } & Pick<
  StoredEvent,
  'connectionId' | 'deliveryId' | 'type' | 'receivedAt'
> & {
    readonly headers: Readonly<Record<string, string>>
    readonly body: Uint8Array
  }

export type EventBody = Pick<NewEvent, 'headers' | 'body'>
export type ClaimedEvent = StoredEvent & EventBody

export type EventStore = {
  /**
   * Keeps a delivery once for each (connection, delivery id). One that is known and was not processed
   * is tried again: platforms send the same id when people press *redeliver*. A hint is always
   * looked into again.
   */
  receive(event: NewEvent): Promise<{ readonly id: WebhookEventId; readonly isNew: boolean }>
  /** Those of a connection, oldest first, each for this process alone until the lease ends. */
  claim(id: ConnectionId, at: EpochMs, limit: number): Promise<readonly ClaimedEvent[]>
  settle(
    id: WebhookEventId,
    result: {
      readonly at: EpochMs
      readonly status: 'done' | 'failed' | 'dead'
      readonly error: string | null
      readonly retryAt: EpochMs | null
    },
  ): Promise<void>
  /** Newest first. */
  events(
    query: { readonly connectionId?: ConnectionId; readonly status?: StoredEvent['status'] },
    page: PageRequest,
  ): Promise<Page<StoredEvent>>
  event(id: WebhookEventId): Promise<(StoredEvent & EventBody) | null>
  /** Has it processed again, whatever became of it. @returns whether there is one. */
  replay(id: WebhookEventId, write: Write): Promise<boolean>
}

export type RunQuery = {
  readonly projectId?: ProjectId
  readonly connectionId?: ConnectionId
  readonly branch?: string
  readonly status?: RunStatus
  /** Only the latest attempt of each. */
  readonly latestAttempts?: boolean
}

export type ProjectQuery = {
  readonly text?: string
  readonly platform?: string
  readonly status?: RunStatus
  readonly connectionId?: ConnectionId
}

/** The newest deployment of each environment of a project. */
export type EnvironmentCell = {
  readonly environment: string
  readonly latest: Deployment
  readonly lastSuccess: Deployment | null
}

export type PipelineReader = {
  project(id: ProjectId): Promise<ProjectView | null>
  projects(query: ProjectQuery, page: PageRequest): Promise<Page<ProjectView>>
  /** Newest first. */
  runs(query: RunQuery, page: PageRequest): Promise<Page<Run>>
  run(id: RunId): Promise<RunDetail | null>
  jobs(id: RunId): Promise<readonly Job[] | null>
  branches(id: ProjectId, page: PageRequest): Promise<Page<Branch>>
  deployments(
    query: { readonly projectId?: ProjectId; readonly environment?: string },
    page: PageRequest,
  ): Promise<Page<Deployment & { readonly platform: string }>>
  environments(limit: number): Promise<
    readonly {
      readonly projectId: ProjectId
      readonly project: string
      readonly cells: readonly EnvironmentCell[]
    }[]
  >
  statistics(query: StatisticsQuery): Promise<Statistics>
  /** Rises whenever sums change: of one edition statistics are always the same. */
  edition(): Promise<number>
  insights(id: ProjectId, since: EpochMs, until: EpochMs): Promise<Insights>
}

/** Projects as the board of the page has them, at one point of the ledger. */
export type ProjectViews = {
  all(): Promise<{ readonly projects: readonly ProjectView[]; readonly seq: Seq }>
  some(ids: readonly ProjectId[]): Promise<readonly ProjectView[]>
}

/** Roll-ups that are behind the runs, brought up to date in portions. @returns whether there is more. */
export type RollupStore = {
  settleRollups(at: EpochMs): Promise<boolean>
  /** Makes all of them anew where the team's zone has changed. */
  useZone(timeZone: string): Promise<void>
}
