import type { ZodType } from 'zod'
import type { EpochMs, Settings } from '../../kernel/index.ts'
import type { Send } from '../../modules/alerts/index.ts'

/** What the channels need of the world. */
export type ChannelWorld = {
  now(): EpochMs
  /** The IP addresses of a host name, in the order to try them. Rejects as `dns.lookup` does. */
  lookup(hostname: string): Promise<readonly string[]>
  /** Why this IP address may not be contacted, or `null` when it may. */
  blocked(address: string): string | null
  /** A secret setting as it was typed: opens what is sealed, and leaves any other text as it is. */
  reveal(setting: string): string
}

/** A channel as a value: what a folder of this wing exports. Its schema makes the settings form too. */
export type ChannelKind = {
  readonly type: string
  readonly title: string
  /** Strict, with defaults; secrets say `.meta({ secret: true })`. */
  readonly config: ZodType
  /** Where its messages go, and how safely: a secret that was given for one is not sent by another. `null` where the place is itself secret. */
  destination(settings: Settings): string | null
  open(world: ChannelWorld): Send
}
