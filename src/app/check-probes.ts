import { createSystemLookup, openProbes, parseTarget, secretsOf } from '../adapters/probes/index.ts'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import { type Clock, type Logger, sealSettings, type Vault } from '../kernel/index.ts'
import type { Probe, Probes } from '../modules/checks/index.ts'
import type { Targets } from '../modules/services/index.ts'
import { createAddressPolicy } from './address-policy.ts'
import type { CollectorAddress } from './collector/address.ts'
import { doorProbe } from './collector/own-probe.ts'
import type { Config } from './config/index.ts'
import { withDoorSecret } from './door-secret.ts'
import { frontProbe, withOwnProbe } from './own-check.ts'
import { revealed } from './secrets.ts'
import { storedFor } from './stored-for-probes.ts'
import { createTryOut, type TryOut } from './try-out.ts'
import { systemRandom } from './world.ts'

/** Where this process reaches itself. */
export type OwnAddress =
  | { readonly kind: 'front'; readonly url: string }
  | { readonly kind: 'door'; readonly address: CollectorAddress }

export type CheckProbesOptions = {
  readonly config: Config
  readonly clock: Clock
  readonly log: Logger
  readonly vault: Vault
  readonly store: Pick<SqlStore, 'heartbeats' | 'views'>
  /** Known once it listens. */
  readonly own: () => OwnAddress
}

export type CheckProbes = {
  readonly targets: Targets
  /** Runs a probe once for a service that nobody saved. */
  readonly tryOut: TryOut
  /** The probes of this build, and the one of Pharos itself. */
  readonly probes: Probes
  /** Those for targets that the configuration names: private ones are no secret of others. */
  readonly references: Probes
  /** A setting of a check as it was typed. */
  reveal(setting: string): string
}

/** What runs checks, under the address policy of the configuration. */
export function openCheckProbes(options: CheckProbesOptions): CheckProbes {
  const { config, clock, log, vault, store, own } = options
  const targets = sealingTargets(vault)
  const reveal = (setting: string) => revealed(vault, setting, sealedFor)
  const world = {
    ...clock,
    lookup: createSystemLookup(),
    blocked: createAddressPolicy(config.checks),
    reveal,
    stored: storedFor(store, clock.now()),
  }
  const { defaultIntervalMs: intervalMs, defaultTimeoutMs: timeoutMs } = config.checks
  const probes = openProbes(world)
  const front = openProbes({ ...world, blocked: () => null }).probeOf('http')
  const itself: Probe = (request, signal) => {
    const at = own()
    if (at.kind === 'door') return doorProbe(at.address, clock)(request, signal)
    return frontProbe(front, at.url)(request, signal)
  }
  return {
    targets,
    tryOut: createTryOut({ probes, targets, clock, log, defaults: { intervalMs, timeoutMs } }),
    probes: withOwnProbe(probes, itself),
    references: openProbes({
      ...world,
      blocked: createAddressPolicy({ allowPrivateTargets: true }),
    }),
    reveal,
  }
}

/** A probe's settings are a record once its schema has read them. */
export function readTarget(url: string, config: Readonly<Record<string, unknown>>) {
  const read = parseTarget(url, config)
  return { ...read, config: { ...(read.config as Record<string, unknown>) } }
}

const sealedFor = 'check'

/** Reads targets as `readTarget` does, with the secrets among their settings sealed. */
export const sealingTargets = (vault: Vault): Targets => ({
  parse(url, config, present = null) {
    const read = withDoorSecret(readTarget(url, config), present, systemRandom)
    const same = present !== null && present.type === read.type
    const sealed = sealSettings(read.config, {
      names: secretsOf(read.type),
      vault,
      context: sealedFor,
      present: same ? present.config : null,
      sameDestination:
        same &&
        hostOf(present.url) === hostOf(read.target) &&
        !isLower(read.config, present.config),
    })
    return { ...read, config: { ...sealed } }
  },
})

/** Settings that say how well what is sent is kept, the weakest first. */
const encryptions: Readonly<Record<string, readonly unknown[]>> = {
  verify_tls: [false, true],
  tls: ['disable', 'require', 'verify'],
}

type Settings = Readonly<Record<string, unknown>>

const isLower = (wanted: Settings, present: Settings): boolean =>
  Object.entries(encryptions).some(
    ([name, strengths]) => strengths.indexOf(wanted[name]) < strengths.indexOf(present[name]),
  )

const hostOf = (url: string): string => {
  const { protocol = '', host = '' } = URL.parse(url) ?? {}
  return `${protocol}//${host}`
}
