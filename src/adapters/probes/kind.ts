import type { ZodType } from 'zod'
import type { EpochMs, ServiceId } from '../../kernel/index.ts'
import type { Heartbeat, Probe } from '../../modules/checks/index.ts'

/** What the probes need of the world. */
export type ProbeWorld = {
  now(): EpochMs
  /** Milliseconds since some fixed start; never goes back. */
  monotonic(): number
  /** The IP addresses of a host name, in the order to try them. Rejects as `dns.lookup` does. */
  lookup(hostname: string): Promise<readonly string[]>
  /** Why this IP address may not be contacted, or `null` when it may. */
  blocked(address: string): string | null
  /** What the jobs say that report here, and how other services are. Absent where nothing is stored. */
  readonly stored?: Stored
  /** A secret setting as it was typed: opens what is sealed, and leaves any other text as it is. */
  reveal(setting: string): string
}

/** What a probe asks this installation itself. */
export type Stored = {
  /** Since when signals are heard. */
  readonly listeningSince: EpochMs
  /** The heartbeat of a target, `null` before its first signal; `words` came with its latest failure. */
  heartbeat(
    target: string,
  ): Promise<{ readonly heartbeat: Heartbeat; readonly words: string } | null>
  /** How these services are now. One that is not there any more is left out. */
  standings(ids: readonly ServiceId[]): Promise<readonly Standing[]>
}

export type Standing = {
  readonly id: ServiceId
  readonly name: string
  readonly status: 'up' | 'degraded' | 'down' | 'unknown' | 'paused'
  /** The services that it is made of itself, where it is a group. */
  readonly members: readonly ServiceId[]
}

/**
 * A kind whose target calls Pharos, with a secret that Pharos makes. The target is made of the
 * secret's digest: so a caller is found by what is no secret, and a new secret is a new target.
 */
export type Door = {
  /** The setting that holds the secret. */
  readonly setting: string
  targetOf(secret: string): string
}

/** A probe as a value: what a folder of this wing exports. Its schema makes the settings form too. */
export type ProbeKind = {
  readonly type: string
  readonly title: string
  /** As `URL` writes them: `https:`. No two probes share one. */
  readonly schemes: readonly string[]
  /** Strict, with defaults. What it makes of its own output is the same again. */
  readonly config: ZodType
  /** The normalised target. Throws a `Refusal` with the field `url`. */
  parse(target: string): string
  open(world: ProbeWorld): Probe
  readonly door?: Door
  /** What it finds is no matter of chance: one outcome is enough to turn the verdict. */
  readonly certain?: true
}
