import { maskSettings, type Settings } from '../../../kernel/index.ts'
import type { Channel } from '../../../modules/alerts/index.ts'
import { type Setting, settingText, settingValue } from './probe-settings.ts'
import type { Typed } from './read-form.ts'

/** The adapter's need of the channels: what can be set. */
export type ChannelType = {
  readonly type: string
  readonly title: string
  readonly settings: readonly Setting[]
  /** Where its messages go; `null` where that is itself a secret. */
  destination(settings: Settings): string | null
}

export const channelField = (name: string): string => `config.${name}`

/** What the form shows of a channel; of none, what is set by default. */
export function channelText(kind: ChannelType, channel: Channel | null): Typed {
  const config = channel === null ? {} : maskSettings(channel.config)
  const settings = kind.settings.map(({ name, ...setting }) => [
    channelField(name),
    settingText(Object.hasOwn(config, name) ? config[name] : setting.default),
  ])
  return {
    name: channel?.name ?? '',
    tags: channel?.tags.join(', ') ?? '',
    enabled: channel === null || channel.enabled ? 'on' : '',
    rev: channel === null ? '' : String(channel.rev),
    ...Object.fromEntries(settings),
  }
}

/** The REST body that a form comes to. */
export function channelDraft(kind: ChannelType, typed: Typed): Readonly<Record<string, unknown>> {
  const settings = kind.settings.map((setting) => [
    setting.name,
    settingValue(setting, typed[channelField(setting.name)] ?? ''),
  ])
  return {
    name: typed.name ?? '',
    type: kind.type,
    tags: typed.tags ?? '',
    enabled: (typed.enabled ?? '') !== '',
    config: Object.fromEntries(settings.filter(([, value]) => value !== undefined)),
  }
}
