/** Pipelines: projects, runs, branches, deployments of every platform, and what they add up to. */

export type { Cache, Cached, CacheEntry, CacheOptions, CacheStore } from './cache.ts'
export { createCache } from './cache.ts'
export { dayOf } from './calendar.ts'
export type {
  Connection,
  ConnectionDefinition,
  ConnectionState,
  ConnectionView,
  Trouble,
} from './connection.ts'
export type { Connections, ConnectionsOptions } from './connections.ts'
export {
  createConnections,
  definitionOf,
  StaleConnection,
  secretOf,
  webhookSecret,
} from './connections.ts'
export type {
  Ask,
  Capability,
  Connector,
  ConnectorFigures,
  Delivery,
  Notice,
  NoticeAsk,
  Platforms,
  Priority,
  ProjectCount,
  ProjectKey,
  Proof,
  Quota,
  RunKey,
  Webhooks,
} from './connector.ts'
export { capabilities, priorities } from './connector.ts'
export type { Cover, DayRange, Month, Split } from './days.ts'
export { coverRange, daysOfMonth, dayText, monthOf, parseDay, splitRange } from './days.ts'
export type { FaultKind } from './fault.ts'
export { faultKinds, faultOf, PlatformFault } from './fault.ts'
export type { CountedRun } from './figures.ts'
export {
  addTotals,
  emptyTotals,
  figuresOf,
  subtractTotals,
  sumTotals,
  totalOf,
  totalsOf,
} from './figures.ts'
export type { Follower, FollowerObserver, FollowerOptions } from './follower.ts'
export { createFollower } from './follower.ts'
export type {
  Downstream,
  FoundBranch,
  FoundDeployment,
  FoundIssue,
  FoundJob,
  FoundMergeRequest,
  FoundProject,
  FoundRun,
  FoundUser,
  Visibility,
} from './found.ts'
export { visibilities } from './found.ts'
export type { BranchRun, JobOutcome } from './insights.ts'
export { flakyJobs, redTime } from './insights.ts'
export type { Intake, IntakeDeps, Received } from './intake.ts'
export { createIntake } from './intake.ts'
export { isSame, mergeDeployment, mergeRun } from './merge.ts'
export type { Pipelines, PipelinesOptions, Snapped } from './pipelines.ts'
export { createPipelines, freshnessOf } from './pipelines.ts'
export type {
  Agenda,
  ClaimedEvent,
  ConnectionStore,
  EnvironmentCell,
  EventBody,
  EventStore,
  FindingStore,
  Manner,
  NewEvent,
  PipelineReader,
  ProjectQuery,
  ProjectViews,
  RollupStore,
  RunQuery,
  SavedConnection,
  StoredEvent,
} from './ports.ts'
export type {
  Branch,
  Deployment,
  Freshness,
  Job,
  Project,
  ProjectView,
  Run,
  RunDetail,
  RunMark,
} from './project.ts'
export { recentRuns } from './project.ts'
export type { ProjectSums, Ranking } from './ranking.ts'
export { rank } from './ranking.ts'
export type { ProjectStanding, StandingRun } from './standing.ts'
export { standingOf } from './standing.ts'
export type {
  Day,
  Figures,
  Insights,
  ProjectFigures,
  RunTotals,
  Statistics,
  StatisticsQuery,
} from './statistics.ts'
export { durationBin, durationBinCount, durationBounds } from './statistics.ts'
export type { FinalStatus, Report, RunStatus } from './status.ts'
export { finalStatuses, isFinal, runStatuses, severityOf, supersedes, worstOf } from './status.ts'
export type { Turn, TurnRun } from './turn.ts'
export { turnOf } from './turn.ts'
export type {
  Snapshot,
  SnapshotKind,
  Snapshots,
  Want,
  Wanted,
  WantKind,
  WantStore,
} from './want.ts'
export type { Watched } from './watched.ts'
export { watchedOf } from './watched.ts'
