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
  createServices,
  parseTags,
  type Services,
  type Targets,
} from '../modules/services/index.ts'
import type { Config } from './config/index.ts'
import { systemRandom } from './world.ts'

export type RoomOptions = {
  readonly config: Config
  readonly clock: Clock
  readonly store: SqlStore
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
}

/** The rooms that people come into, joined to the adapters that satisfy their ports. */
export function openRooms(options: RoomOptions): Rooms {
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
