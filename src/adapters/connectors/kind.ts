import type { z } from 'zod'
import type { Clock, Logger, Settings } from '../../kernel/index.ts'
import type { Capability, Connector, Webhooks } from '../../modules/pipelines/index.ts'

/** What connectors need of the world. */
export type ConnectorWorld = {
  readonly clock: Clock
  readonly log: Logger
  /** In [0, 1), for jitter. */
  random(): number
  /** The IP addresses of a host name. Rejects as `dns.lookup` does. */
  lookup(hostname: string): Promise<readonly string[]>
  /** Why this IP address may not be contacted, or `null` when it may. */
  blocked(address: string): string | null
  /** A secret setting as it was typed: opens what is sealed, and leaves any other text as it is. */
  reveal(setting: string): string
}

/** A connector as a value: what a folder of this wing exports. Its schema makes the settings form and the section of the configuration file too. */
export type ConnectorKind = {
  /** The folder's name, the section of the configuration file, and in upper case the variables `…_TOKEN` and `…_URL`. */
  readonly platform: string
  readonly title: string
  /** Strict, with defaults; secrets say `.meta({ secret: true })`. `url` and `token`, where it has them, are called so. */
  readonly config: z.ZodObject
  /** What is spoken to; a token that was given for one is not sent to another. `null` where it is only spoken to by others. */
  destination(settings: Settings): string | null
  readonly webhooks: Webhooks | null
  /** What it can be asked for besides projects, runs and branches: the methods that `open` gives it. */
  readonly can: readonly Capability[]
  open(world: ConnectorWorld, settings: Settings): Connector
}
