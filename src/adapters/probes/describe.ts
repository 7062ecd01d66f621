import { describeSettings, type SettingField } from '../../kernel/index.ts'
import type { ProbeKind } from './kind.ts'
import { probes } from './registry.ts'

/** A probe for people who fill in a form: which addresses are its own, and what can be set. */
export type ProbeDescription = {
  readonly type: string
  readonly title: string
  /** As `URL` writes them: `https:`. */
  readonly schemes: readonly string[]
  readonly settings: readonly SettingField[]
}

/** Every probe of this build, in words, read from the schema of its settings. */
export const describeProbes = (kinds: readonly ProbeKind[] = probes): ProbeDescription[] =>
  kinds.map(({ type, title, schemes, config }) => ({
    type,
    title,
    schemes,
    settings: describeSettings(config),
  }))
