import type { z } from 'zod'
import type { Settings } from '../../kernel/index.ts'
import { channels } from './registry.ts'

/** One setting of a channel, as a form shows it. */
export type ChannelSetting = {
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

/** A channel for people who fill in a form. */
export type ChannelDescription = {
  readonly type: string
  readonly title: string
  readonly settings: readonly ChannelSetting[]
  /** Where its messages go, for a list; `null` where that is itself a secret. */
  destination(settings: Settings): string | null
}

type Property = z.core.JSONSchema.JSONSchema

/** Every channel of this build, in words, read from the JSON Schema of its settings. */
export const describeChannels = (): ChannelDescription[] =>
  channels.map(({ type, title, config, destination }) => ({
    type,
    title,
    destination,
    settings: Object.entries(
      config.toJSONSchema({ io: 'input', unrepresentable: 'any' }).properties ?? {},
    ).flatMap(([name, property]) =>
      typeof property === 'object' ? [describe(name, property)] : [],
    ),
  }))

function describe(name: string, property: Property): ChannelSetting {
  const options = (property.enum ?? []).filter((option) => typeof option === 'string')
  const preset = property.default
  return {
    name,
    title: property.title ?? name,
    description: property.description ?? null,
    kind: kindOf(property, options),
    options,
    least: property.minimum ?? null,
    most: property.maximum ?? null,
    default:
      typeof preset === 'string' || typeof preset === 'number' || typeof preset === 'boolean'
        ? preset
        : null,
  }
}

function kindOf(property: Property, options: readonly string[]): ChannelSetting['kind'] {
  if (property.secret === true) return 'secret'
  if (property.lines === true) return 'lines'
  if (options.length > 0) return 'choice'
  if (property.type === 'boolean') return 'yes'
  if (property.type === 'integer' || property.type === 'number') return 'number'
  return 'text'
}
