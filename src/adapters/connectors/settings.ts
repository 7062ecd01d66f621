import { z } from 'zod'
import { invalid, readFields, type Settings, secretNames } from '../../kernel/index.ts'
import type { ConnectorKind } from './kind.ts'
import { connectors } from './registry.ts'

/** What every connection has besides its connector's own settings. */
const shared = {
  // Known to the platform too, so it may be one that was made up there.
  webhook_secret: z.string().max(500, 'is too long').optional().meta({
    title: 'Webhook secret',
    description: 'Proves that a delivery is from the platform; one is made when it is left empty',
    secret: true,
  }),
}

export const schemaOf = ({ webhooks, config }: ConnectorKind): z.ZodObject =>
  webhooks === null ? config : config.extend(shared)

export const kindOf = (platform: string): ConnectorKind => {
  const kind = connectors.find((one) => one.platform === platform)
  if (kind !== undefined) return kind
  const known = connectors.map((one) => one.platform).join(', ')
  throw invalid([{ path: 'platform', message: `must be one of ${known}` }])
}

/** What a connector's own schema makes of its settings. Throws a `Refusal` with errors under `config.…`. */
export function parseConnection(platform: string, config: Settings): Settings {
  const schema = schemaOf(kindOf(platform))
  const known = Object.keys(schema.shape)
  const words = { unknown: 'is no setting of this connector', under: 'config', known }
  return { ...(readFields(schema, config, words) as Settings) }
}

/** Secrets that leave with calls, and those that only come in with deliveries. */
export const secretsOf = (platform: string): { outgoing: string[]; incoming: string[] } => {
  const names = secretNames(schemaOf(kindOf(platform)))
  return {
    outgoing: names.filter((name) => !Object.hasOwn(shared, name)),
    incoming: names.filter((name) => Object.hasOwn(shared, name)),
  }
}
