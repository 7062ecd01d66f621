import type { Clock, EpochMs, Logger } from '../../kernel/index.ts'
import type { Channels } from '../../modules/alerts/index.ts'
import type {
  HeartbeatStore,
  Incoming,
  Maintenances,
  OutcomeReader,
  Recorded,
} from '../../modules/checks/index.ts'
import type { Identity } from '../../modules/identity/index.ts'
import type { JournalStore, Wake } from '../../modules/journal/index.ts'
import type { Connections, Intake, Pipelines } from '../../modules/pipelines/index.ts'
import type { Service, Services } from '../../modules/services/index.ts'

export type ApiDeps = {
  readonly channels: Channels
  readonly maintenances: Maintenances
  readonly services: Services
  readonly outcomes: Pick<OutcomeReader, 'outcomesOf' | 'seriesOf'>
  readonly journal: JournalStore
  readonly wake: Wake
  readonly identity: Identity
  readonly inbound: Inbound
  readonly heartbeats: Pick<HeartbeatStore, 'logOf'>
  readonly connections: Connections
  readonly pipelines: Pipelines
  readonly intake: Intake
  /** The team's, in whose days figures of pipelines are counted. */
  readonly timeZone: string
  /** A project whose latest look is longer ago is stale. */
  readonly staleMs: number
  /** Where platforms reach us, when the configuration says it. */
  readonly publicUrl: string | null
  readonly operations: Operations
  readonly clock: Clock
  readonly log: Logger
  /** Whether `/metrics` is open to everybody, as `server.public_metrics` says. */
  readonly publicMetrics: boolean
  /** The text of a file of this wing that is not code, by its path from the wing's folder. */
  readonly readFile: (name: string) => string
}

/** What jobs report, by a secret of their own. */
export type Inbound = {
  signal(token: string, incoming: Incoming): Promise<Recorded>
  /** The secret of a service that jobs call; `null` where there is none, or where it cannot be shown. */
  tokenOf(service: Pick<Service, 'type' | 'config'>): string | null
}

/** What the adapter asks of the running program about itself. Its answers are shown to anybody. */
export type Operations = {
  /** Answers from memory, so that it answers while everything else is stuck. */
  health(): HealthReport
  readiness(): Promise<Readiness>
  /** In Prometheus' text format. */
  metrics(): Promise<{ readonly type: string; readonly body: string }>
}

export type HealthReport = {
  readonly version: string
  readonly startedAt: EpochMs
  /** Every loop with work to do has moved lately; the only thing that `/livez` looks at. */
  readonly progressing: boolean
  /** Each part by its name: `store`, `scheduler`, … */
  readonly parts: Readonly<Record<string, PartHealth>>
}

/** A part's status and plain figures about it. */
export type PartHealth = {
  readonly status: 'ok' | 'degraded' | 'down'
  readonly [figure: string]: string | number | boolean | null
}

/** Whether the process can commit and is not about to stop. */
export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly reasons: readonly string[] }
