import { describeSettings, type SettingField, type Settings } from '../../kernel/index.ts'
import { channels } from './registry.ts'

/** A channel for people who fill in a form. */
export type ChannelDescription = {
  readonly type: string
  readonly title: string
  readonly settings: readonly SettingField[]
  /** Where its messages go, for a list; `null` where that is itself a secret. */
  destination(settings: Settings): string | null
}

/** Every channel of this build, in words, read from the schema of its settings. */
export const describeChannels = (): ChannelDescription[] =>
  channels.map(({ type, title, config, destination }) => ({
    type,
    title,
    destination,
    settings: describeSettings(config),
  }))
