import type { ZodType, z } from 'zod'

/** One setting of a probe, a channel or a connector, as a form shows it. */
export type SettingField = {
  readonly name: string
  readonly title: string
  readonly description: string | null
  /** `lines` is a list, one item a line; `yes` a choice between yes and no; `choice` one of `options`. */
  readonly kind: 'text' | 'secret' | 'number' | 'yes' | 'choice' | 'lines'
  readonly options: readonly string[]
  /** Bounds of a number. */
  readonly least: number | null
  readonly most: number | null
  readonly default: string | number | boolean | null
}

type Property = z.core.JSONSchema.JSONSchema

/**
 * The settings of a schema, in words, read from its JSON Schema. One that no single field of a form
 * can hold (a list, an object) is left out, unless its schema takes lines of text too and says so:
 * `.meta({ lines: true })`.
 */
export const describeSettings = (schema: ZodType): SettingField[] =>
  Object.entries(
    schema.toJSONSchema({ io: 'input', unrepresentable: 'any' }).properties ?? {},
  ).flatMap(([name, property]) => (typeof property === 'object' ? describe(name, property) : []))

function describe(name: string, property: Property): SettingField[] {
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

function kindOf(property: Property, options: readonly string[]): SettingField['kind'] | null {
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
