import type { Channel } from '../../../modules/alerts/index.ts'
import { type ConfigType, configDraft, configText } from './config-text.ts'
import type { Typed } from './read-form.ts'

/** The adapter's need of the channels: what can be set. */
export type ChannelType = ConfigType

/** What the form shows of a channel; of none, what is set by default. */
export const channelText = (kind: ChannelType, channel: Channel | null): Typed => ({
  name: channel?.name ?? '',
  tags: channel?.tags.join(', ') ?? '',
  enabled: channel === null || channel.enabled ? 'on' : '',
  rev: channel === null ? '' : String(channel.rev),
  ...configText(kind, channel?.config ?? null),
})

/** The REST body that a form comes to. */
export const channelDraft = (
  kind: ChannelType,
  typed: Typed,
): Readonly<Record<string, unknown>> => ({
  name: typed.name ?? '',
  type: kind.type,
  tags: typed.tags ?? '',
  enabled: (typed.enabled ?? '') !== '',
  config: configDraft(kind, typed),
})
