import { type Clock, type Logger, Refusal, type Secret } from '../../../kernel/index.ts'
import type {
  ChannelStore,
  DeliveryReader,
  OutboxStore,
  ReactionStore,
} from '../../../modules/alerts/index.ts'
import type {
  HeartbeatStore,
  MaintenanceClock,
  MaintenanceReader,
  MaintenanceStore,
  OutcomeReader,
  OutcomeStore,
  ScheduleStore,
} from '../../../modules/checks/index.ts'
import type { IdentityStore } from '../../../modules/identity/index.ts'
import type { JournalStore, PastReader, Wake } from '../../../modules/journal/index.ts'
import type {
  ConnectionStore,
  EventStore,
  FindingStore,
  PipelineReader,
  ProjectViews,
  RollupStore,
  WantStore,
} from '../../../modules/pipelines/index.ts'
import type { ServiceStore, ServiceViews } from '../../../modules/services/index.ts'
import { createChannelStore } from './alerts/channels.ts'
import { createDeliveryReader } from './alerts/deliveries.ts'
import { createOutboxStore } from './alerts/outbox.ts'
import { createReactionStore } from './alerts/react.ts'
import { type Arming, createArming } from './backup/arming.ts'
import { createHistory, type History } from './checks/history.ts'
import { createOutcomeReader } from './checks/read.ts'
import { createOutcomeStore, createScheduleStore } from './checks/stores.ts'
import type { CommitStats, Dialect, Driver } from './drivers/driver.ts'
import { openSqlite } from './drivers/sqlite.ts'
import { createHeartbeatStore } from './heartbeats/stores.ts'
import { createIdentityStore } from './identity/stores.ts'
import { createPastReader } from './journal/past.ts'
import { createJournalStore } from './journal/read.ts'
import { createMaintenanceStore } from './maintenance/stores.ts'
import { type Migrated, migrate, newestSchema, schemaOf } from './migrations/migrate.ts'
import { createConnectionStore } from './pipelines/connections.ts'
import { createEventStore } from './pipelines/events.ts'
import { createFindingStore } from './pipelines/findings.ts'
import { createPipelineReader } from './pipelines/read.ts'
import { createRollupStore } from './pipelines/rollups.ts'
import { createProjectViews } from './pipelines/views.ts'
import { createWantStore } from './pipelines/wants.ts'
import { createRetention, type Retention } from './retention.ts'
import {
  createOwnedServices,
  createServiceStore,
  createServiceViews,
  type OwnedServices,
} from './services/stores.ts'
import { run, type Tx } from './statement.ts'

/** Which database: a file of SQLite, or a PostgreSQL server. */
export type Database =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: Secret; readonly pool: number }

export type SqlStore = {
  readonly dialect: Dialect
  /** Brings the schema up to date. Everything else needs that first. */
  migrate(): Promise<Migrated>
  /** The schema as it stands, and this program's. Changes nothing. */
  schema(): Promise<{ readonly present: number; readonly newest: number }>
  readonly schedule: ScheduleStore & OutcomeStore
  readonly outcomes: OutcomeReader
  readonly history: History
  readonly heartbeats: HeartbeatStore
  readonly maintenance: MaintenanceStore & MaintenanceClock & MaintenanceReader
  readonly channels: ChannelStore & DeliveryReader
  readonly alerts: ReactionStore & OutboxStore
  readonly connections: ConnectionStore
  readonly pipelines: PipelineStore
  readonly services: ServiceStore
  readonly views: ServiceViews
  readonly owned: OwnedServices
  readonly journal: JournalStore
  readonly past: PastReader
  readonly wake: Wake
  readonly identity: IdentityStore
  readonly retention: Retention
  readonly arming: Arming
  readonly commits: CommitStats
  /** Commits nothing, but as a write would. Throws what keeps writes from being stored. */
  probe(): Promise<void>
  close(): Promise<void>
}

/** What is found of pipelines, what came in of it, and what is read of it. */
export type PipelineStore = FindingStore &
  EventStore &
  ProjectViews &
  PipelineReader &
  RollupStore &
  WantStore

/** Opens the database. With PostgreSQL this does not connect yet, so it cannot fail for its absence. */
export async function openSqlStore(database: Database, world: World): Promise<SqlStore> {
  const driver = await openDriver(database, world)
  return {
    dialect: driver.dialect,
    migrate: () => migrate(driver),
    schema: async () => ({
      present: await driver.read(() => schemaOf(driver.dialect)),
      newest: newestSchema,
    }),
    schedule: {
      ...createScheduleStore(driver),
      ...createOutcomeStore(driver, world.clock, world.log),
    },
    outcomes: createOutcomeReader(driver),
    history: createHistory(driver, world.clock),
    heartbeats: createHeartbeatStore(driver, world.clock),
    maintenance: createMaintenanceStore(driver),
    channels: { ...createChannelStore(driver), ...createDeliveryReader(driver) },
    alerts: { ...createReactionStore(driver), ...createOutboxStore(driver) },
    connections: createConnectionStore(driver),
    pipelines: createPipelineStore(driver),
    services: createServiceStore(driver),
    views: createServiceViews(driver),
    owned: createOwnedServices(driver),
    journal: createJournalStore(driver),
    past: createPastReader(driver),
    wake: { subscribe: driver.onCommit },
    identity: createIdentityStore(driver),
    retention: createRetention(driver, world.clock),
    arming: createArming(driver),
    commits: driver.commits,
    probe: () => driver.write(changeAndBack),
    close: () => driver.close(),
  }
}

const createPipelineStore = (driver: Driver): PipelineStore => ({
  ...createFindingStore(driver),
  ...createEventStore(driver),
  ...createProjectViews(driver),
  ...createPipelineReader(driver),
  ...createRollupStore(driver),
  ...createWantStore(driver),
})

/** SQLite writes nothing where a row is given the value that it has, so it is given another one first. */
function* changeAndBack(): Tx<void> {
  yield* run('update checks_clock set high_water = high_water + 1 where one = 1')
  yield* run('update checks_clock set high_water = high_water - 1 where one = 1')
}

type World = { readonly clock: Clock; readonly log: Logger }

export async function openDriver(database: Database, world: World): Promise<Driver> {
  if (database.kind === 'sqlite') return openSqlite({ file: database.file, clock: world.clock })
  // Told without the text itself, which holds a password.
  if (!URL.canParse(database.url.reveal())) {
    throw new Refusal('invalid', 'DATABASE_URL is not a valid PostgreSQL URL')
  }
  // Loaded only where it is used: it costs memory and start-up time.
  const { openPostgres } = await import('./drivers/postgres.ts')
  return openPostgres({ ...world, url: database.url, pool: database.pool })
}
