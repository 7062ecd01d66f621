import { z } from 'zod'
import { connectors, kindOf } from '../../adapters/connectors/index.ts'
import { type Settings, secretNames } from '../../kernel/index.ts'
import { httpUrl, optional, secret, text } from './fields.ts'
import { instances } from './sections.ts'
import { isMapping } from './tree.ts'

/*
 * Sections and variables of the connectors, made of their own schemas: a new connector changes
 * nothing here.
 */

/** The platforms that a file may have a section for, in the order of the registry. */
export const connectorNames: readonly string[] = connectors.map(({ platform }) => platform)

/** A connection as the file has it. Secrets are `Secret`s. */
export type FileConnection = {
  readonly platform: string
  readonly name: string
  readonly settings: Settings
}

const name = text(100)

/** Known by name only where the file is read: the compiler need not list what the registry does. */
export const connectorSections: Readonly<Record<never, z.ZodType>> = Object.fromEntries(
  connectors.map(({ platform, config }) => {
    const secrets = secretNames(config)
    const fields = Object.entries(config.shape).map(([key, field]) => [
      key,
      secrets.includes(key) ? optional(secret) : key === 'url' ? addressOf(field) : field,
    ])
    return [
      platform,
      instances({ name, ...Object.fromEntries(fields), webhook_secret: optional(secret) }),
    ]
  }),
)

/** An address of the file may be shown, so it holds no password; it has the default of the connector. */
function addressOf(field: z.core.$ZodType): z.ZodType {
  const preset = z.safeParse(field, undefined)
  return preset.success && typeof preset.data === 'string' ? httpUrl.prefault(preset.data) : httpUrl
}

/** Whether a connector has a public instance, which a token alone adds. */
export const hasPublicInstance = (platform: string): boolean => {
  const { url } = kindOf(platform).config.shape
  return url !== undefined && z.safeParse(url, undefined).success
}

/** Every connection of a file that was checked. */
export const connectionsOf = (values: object): readonly FileConnection[] =>
  connectorNames.flatMap((platform) => {
    const list: unknown = Reflect.get(values, platform)
    return Array.isArray(list)
      ? list.filter(isMapping).map((one) => connectionOf(platform, one))
      : []
  })

const connectionOf = (
  platform: string,
  { name, ...settings }: Readonly<Record<string, unknown>>,
): FileConnection => ({
  platform,
  name: String(name),
  settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
})
