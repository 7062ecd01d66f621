import type { Settings } from '../../kernel/index.ts'
import type { Notification } from './notification.ts'

/** What became of an attempt to send. */
export type Attempt =
  /** The receiver took it. `detail` is a line for the list of deliveries: `answered 200`. */
  | { readonly kind: 'delivered'; readonly detail: string }
  /** Worth another attempt: no answer, 5xx, 429. The wait is what the receiver asked for. */
  | { readonly kind: 'failed'; readonly detail: string; readonly retryAfterMs: number | null }
  /** No attempt will ever succeed as things are: 4xx, no such mailbox, a setting that is wrong. */
  | { readonly kind: 'refused'; readonly detail: string }

export type Letter = {
  /** As the channel's schema read them; secrets are sealed. */
  readonly settings: Settings
  readonly notification: Notification
  /** Where people find out more; `null` when Pharos does not know its own address. */
  readonly link: string | null
}

/** Sends one message. It ends by itself within 30 s, or as soon as the signal aborts. Never rejects. */
export type Send = (letter: Letter, signal: AbortSignal) => Promise<Attempt>

/** The room's need of the outside: how a type of channel sends, or `null` when this build has none. */
export type Senders = { senderOf(type: string): Send | null }

/** The room's need of the outside: what a channel's own schema makes of its settings. */
export type ChannelKinds = {
  readonly types: readonly string[]
  /**
   * Secrets come out sealed. Throws `Refusal('invalid')` with errors under `config.…`.
   * @param present the settings as they are stored, whose secrets a mask keeps
   */
  parse(type: string, config: Settings, present: Settings | null): Settings
}
