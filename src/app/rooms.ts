import { createCrypto } from '../adapters/credentials/index.ts'
import { createSystemLookup, openProbes, parseTarget } from '../adapters/probes/index.ts'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock, Logger, Secret } from '../kernel/index.ts'
import type { Probes } from '../modules/checks/index.ts'
import { createIdentity, type Identity } from '../modules/identity/index.ts'
import { createServices, type Services, type Targets } from '../modules/services/index.ts'
import { createAddressPolicy } from './address-policy.ts'
import type { Config } from './config/index.ts'
import { withOwnProbe } from './own-check.ts'
import { createTryOut, type TryOut } from './try-out.ts'
import { systemRandom } from './world.ts'

export type RoomOptions = {
  readonly config: Config
  readonly clock: Clock
  readonly log: Logger
  readonly store: SqlStore
  readonly jwtSecret: Secret
  readonly setupToken: Secret
}

export type Rooms = {
  readonly identity: Identity
  readonly services: Services
  readonly targets: Targets
  /** Runs a probe once for a service that nobody saved. */
  readonly tryOut: TryOut
  /** The probes of this build, and the one of Pharos itself, whose address is known once it listens. */
  probesWith(ownAddress: () => string): Probes
}

/** The rooms of the inside, joined to the adapters that satisfy their ports. */
export function openRooms(options: RoomOptions): Rooms {
  const { config, clock, log, store, jwtSecret, setupToken } = options
  const targets: Targets = { parse: readTarget }
  const blocked = createAddressPolicy(config.checks)
  const world = { ...clock, lookup: createSystemLookup(), blocked }
  const { defaultIntervalMs: intervalMs, defaultTimeoutMs: timeoutMs } = config.checks
  const probes = openProbes(world)
  return {
    targets,
    tryOut: createTryOut({ probes, targets, clock, log, defaults: { intervalMs, timeoutMs } }),
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
      defaults: { intervalMs },
    }),
    probesWith: (ownAddress) =>
      withOwnProbe(
        { open: probes, own: openProbes({ ...world, blocked: () => null }) },
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
