import { createCrypto } from '../adapters/credentials/index.ts'
import { createSystemLookup, openProbes, parseTarget } from '../adapters/probes/index.ts'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock, Secret } from '../kernel/index.ts'
import type { Probes } from '../modules/checks/index.ts'
import { createIdentity, type Identity } from '../modules/identity/index.ts'
import { createServices, type Services, type Targets } from '../modules/services/index.ts'
import { createAddressPolicy } from './address-policy.ts'
import type { Config } from './config/index.ts'
import { withOwnProbe } from './own-check.ts'
import { systemRandom } from './world.ts'

export type RoomOptions = {
  readonly config: Config
  readonly clock: Clock
  readonly store: SqlStore
  readonly jwtSecret: Secret
  readonly setupToken: Secret
}

export type Rooms = {
  readonly identity: Identity
  readonly services: Services
  readonly targets: Targets
  /** The probes of this build, and the one of Pharos itself, whose address is known once it listens. */
  probesWith(ownAddress: () => string): Probes
}

/** The rooms of the inside, joined to the adapters that satisfy their ports. */
export function openRooms({ config, clock, store, jwtSecret, setupToken }: RoomOptions): Rooms {
  const targets: Targets = { parse: readTarget }
  const blocked = createAddressPolicy(config.checks)
  const world = { ...clock, lookup: createSystemLookup(), blocked }
  return {
    targets,
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
    probesWith: (ownAddress) =>
      withOwnProbe(
        { open: openProbes(world), own: openProbes({ ...world, blocked: () => null }) },
        ownAddress,
        parseTarget('http://localhost/', {}).config,
      ),
  }
}

/** A probe's settings are a record once its schema has read them. */
export function readTarget(url: string, config: Readonly<Record<string, unknown>>) {
  const { type, target, config: settings } = parseTarget(url, config)
  return { type, target, config: { ...(settings as Record<string, unknown>) } }
}
