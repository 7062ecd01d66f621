import type { z } from 'zod'
import type { ProbeKind } from './kind.ts'
import { probes } from './registry.ts'

/** One setting of a probe, as a form shows it. */
export type SettingDescription = {
  readonly name: string
  readonly title: string
  readonly description: string | null
  /** `yes` is a choice between yes and no; `choice` one among `options`; `lines` has many lines. */
  readonly kind: 'text' | 'secret' | 'lines' | 'number' | 'yes' | 'choice'
  readonly options: readonly string[]
  /** Bounds of a number. */
  readonly least: number | null
  readonly most: number | null
  readonly default: string | number | boolean | null
}

/** A probe for people who fill in a form: which addresses are its own, and what can be set. */
export type ProbeDescription = {
  readonly type: string
  readonly title: string
  /** As `URL` writes them: `https:`. */
  readonly schemes: readonly string[]
  readonly settings: readonly SettingDescription[]
}

type Property = z.core.JSONSchema.JSONSchema

/**
 * Every probe of this build, in words. Read from the JSON Schema of its settings; one that no single
 * field of a form can hold (a list, an object) is left out, unless its schema takes lines of text
 * too and says so: `.meta({ lines: true })`.
 */
export const describeProbes = (kinds: readonly ProbeKind[] = probes): ProbeDescription[] =>
  kinds.map(({ type, title, schemes, config }) => ({
    type,
    title,
    schemes,
    settings: Object.entries(config.toJSONSchema({ io: 'input' }).properties ?? {}).flatMap(
      ([name, property]) => (typeof property === 'object' ? describe(name, property) : []),
    ),
  }))

function describe(name: string, property: Property): SettingDescription[] {
  const options = (property.enum ?? []).filter((option) => typeof option === 'string')
  const kind = kindOf(property, options)
  if (kind === null) return []
  const preset = property.default
  return [
    {
      name,
      title: property.title ?? name,
      description: property.description ?? null,
      kind,
      options,
      least: property.minimum ?? null,
      most: property.maximum ?? null,
      default: isPlain(preset) ? preset : null,
    },
  ]
}

function kindOf(property: Property, options: readonly string[]): SettingDescription['kind'] | null {
  const { type } = property
  if (property.secret === true) return 'secret'
  if (property.lines === true) return 'lines'
  if (options.length > 0) return 'choice'
  if (type === 'boolean') return 'yes'
  if (type === 'integer' || type === 'number') return 'number'
  return type === 'string' ? 'text' : null
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value)
