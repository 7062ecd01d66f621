import { maskSettings } from '../../../kernel/index.ts'
import type { Channel } from '../../../modules/alerts/index.ts'
import type { Typed } from './read-form.ts'

/** One setting of a channel, as a form shows it. */
export type ChannelSetting = {
  readonly name: string
  readonly title: string
  readonly description: string | null
  /** `lines` is a list, one item a line. */
  readonly kind: 'text' | 'secret' | 'number' | 'yes' | 'choice' | 'lines'
  readonly options: readonly string[]
  readonly default: string | number | boolean | null
}

/** The adapter's need of the channels: what can be set. */
export type ChannelType = {
  readonly type: string
  readonly title: string
  readonly settings: readonly ChannelSetting[]
}

export const channelField = (name: string): string => `config.${name}`

/** What the form shows of a channel; of none, what is set by default. */
export function channelText(kind: ChannelType, channel: Channel | null): Typed {
  const config = channel === null ? {} : maskSettings(channel.config)
  const settings = kind.settings.map(({ name, ...setting }) => [
    channelField(name),
    textOf(Object.hasOwn(config, name) ? config[name] : setting.default),
  ])
  return {
    name: channel?.name ?? '',
    tags: channel?.tags.join(', ') ?? '',
    enabled: channel === null || channel.enabled ? 'on' : '',
    rev: channel === null ? '' : String(channel.rev),
    ...Object.fromEntries(settings),
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : ''
  if (Array.isArray(value)) return value.join('\n')
  return value === null || value === undefined ? '' : String(value)
}

/** The REST body that a form comes to. */
export function channelDraft(kind: ChannelType, typed: Typed): Readonly<Record<string, unknown>> {
  const settings = kind.settings.map((setting) => [
    setting.name,
    settingOf(setting, typed[channelField(setting.name)] ?? ''),
  ])
  return {
    name: typed.name ?? '',
    type: kind.type,
    tags: typed.tags ?? '',
    enabled: (typed.enabled ?? '') !== '',
    config: Object.fromEntries(settings.filter(([, value]) => value !== undefined)),
  }
}

/** `undefined` leaves it to the default. */
function settingOf({ kind }: ChannelSetting, text: string): unknown {
  if (kind === 'yes') return text !== ''
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  if (kind === 'lines') return trimmed.split(/[\n,;]/).flatMap((line) => line.trim() || [])
  return kind === 'number' && /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : trimmed
}
