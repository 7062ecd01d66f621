import type { Connection } from '../../../modules/pipelines/index.ts'
import { type ConfigType, configDraft, configText } from './config-text.ts'
import type { Typed } from './read-form.ts'

/** What the form shows of a connection; of none, what is set by default. */
export const connectionText = (platform: ConfigType, connection: Connection | null): Typed => ({
  name: connection?.name ?? '',
  enabled: connection === null || connection.enabled ? 'on' : '',
  rev: connection === null ? '' : String(connection.rev),
  ...configText(platform, connection?.config ?? null),
})

/** The REST body that a form comes to. */
export const connectionDraft = (
  platform: ConfigType,
  typed: Typed,
): Readonly<Record<string, unknown>> => ({
  name: typed.name ?? '',
  platform: platform.type,
  enabled: (typed.enabled ?? '') !== '',
  config: configDraft(platform, typed),
})
