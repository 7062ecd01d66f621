import type { ZodType } from 'zod'
import type { EpochMs } from '../../kernel/index.ts'
import type { Probe } from '../../modules/checks/index.ts'

/** What the probes need of the world. */
export type ProbeWorld = {
  now(): EpochMs
  /** Milliseconds since some fixed start; never goes back. */
  monotonic(): number
  /** The IP addresses of a host name, in the order to try them. Rejects as `dns.lookup` does. */
  lookup(hostname: string): Promise<readonly string[]>
  /** Why this IP address may not be contacted, or `null` when it may. */
  blocked(address: string): string | null
  /** A secret setting as it was typed: opens what is sealed, and leaves any other text as it is. */
  reveal(setting: string): string
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
}
