import { describeSettings, type SettingField, type Settings } from '../../kernel/index.ts'
import { connectors } from './registry.ts'
import { schemaOf } from './settings.ts'

/** A platform for people who fill in a form. */
export type ConnectorDescription = {
  readonly type: string
  readonly title: string
  readonly settings: readonly SettingField[]
  /** The address that is spoken to; `null` where others speak to us. */
  destination(settings: Settings): string | null
}

/** Every connector of this build, in words, read from the schema of its settings. */
export const describeConnectors = (): ConnectorDescription[] =>
  connectors.map((kind) => ({
    type: kind.platform,
    title: kind.title,
    destination: kind.destination,
    settings: describeSettings(schemaOf(kind)),
  }))
