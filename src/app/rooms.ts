import { createHash } from 'node:crypto'
import { createCrypto } from '../adapters/credentials/index.ts'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock, Secret } from '../kernel/index.ts'
import {
  type ChannelKinds,
  type Channels,
  createChannels,
  type Senders,
} from '../modules/alerts/index.ts'
import { createMaintenances, type Maintenances } from '../modules/checks/index.ts'
import { createIdentity, type Identity } from '../modules/identity/index.ts'
import {
  type Cache,
  type Connections,
  createConnections,
  createIntake,
  createPipelines,
  type Intake,
  type Pipelines,
  secretOf,
} from '../modules/pipelines/index.ts'
import {
  createServices,
  parseTags,
  type Services,
  type Targets,
} from '../modules/services/index.ts'
import type { Config } from './config/index.ts'
import type { OpenedPlatforms } from './connectors.ts'
import { systemRandom } from './world.ts'

export type RoomOptions = OpenedPlatforms & {
  readonly config: Config
  readonly clock: Clock
  readonly store: SqlStore
  readonly cache: Cache
  readonly targets: Targets
  readonly kinds: ChannelKinds
  readonly senders: Senders
  readonly jwtSecret: Secret
  readonly setupToken: Secret
}

export type Rooms = {
  readonly identity: Identity
  readonly services: Services
  readonly channels: Channels
  readonly maintenances: Maintenances
  readonly connections: Connections
  readonly pipelines: Pipelines
  readonly intake: Intake
}

/** The rooms that people come into, joined to the adapters that satisfy their ports. */
export const openRooms = (options: RoomOptions): Rooms => ({
  ...peopleRooms(options),
  ...pipelineRooms(options),
})

function peopleRooms(options: RoomOptions): Omit<Rooms, keyof ReturnType<typeof pipelineRooms>> {
  const { config, clock, store, targets, kinds, senders, jwtSecret, setupToken } = options
  return {
    identity: createIdentity({
      store: store.identity,
      crypto: createCrypto({ jwtSecret, random: systemRandom }),
      clock,
      policy: {
        registration: config.auth.registration,
        defaultRole: config.auth.defaultRole,
        development: config.environment === 'development',
        setupToken,
      },
    }),
    services: createServices({
      store: store.services,
      targets,
      clock,
      defaults: { intervalMs: config.checks.defaultIntervalMs },
    }),
    maintenances: createMaintenances({ store: store.maintenance, parseTags, clock }),
    channels: createChannels({
      store: store.channels,
      kinds,
      senders,
      parseTags,
      clock,
      random: systemRandom,
    }),
  }
}

function pipelineRooms({ store, platforms, revealConnection, cache, clock }: RoomOptions) {
  return {
    connections: createConnections({
      store: { ...store.connections, want: store.pipelines.want },
      platforms,
      reveal: revealConnection,
      clock,
      random: systemRandom,
    }),
    pipelines: createPipelines({ store: store.pipelines, cache, clock }),
    intake: createIntake({
      connections: store.connections,
      events: store.pipelines,
      platforms,
      secretOf: (connection) => secretOf(connection, revealConnection),
      digest: (bytes) => createHash('sha256').update(bytes).digest('base64url'),
      clock,
    }),
  }
}
