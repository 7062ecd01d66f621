import type { ChannelId, EpochMs, Seq, Settings, Write } from '../../kernel/index.ts'
import type { Notification } from './notification.ts'

/** Where notifications go. */
export type Channel = {
  readonly id: ChannelId
  readonly name: string
  /** A channel's type: `webhook`, `smtp`, `slack`. */
  readonly type: string
  /** As its schema read them; secrets are sealed. */
  readonly config: Settings
  /** It hears of services with one of these; of all when there are none. */
  readonly tags: readonly string[]
  readonly enabled: boolean
  readonly rev: number
  readonly createdAt: EpochMs
  readonly updatedAt: EpochMs
}

export type ChannelDefinition = Pick<Channel, 'name' | 'type' | 'config' | 'tags' | 'enabled'>

export type SavedChannel =
  | { readonly kind: 'saved'; readonly channel: Channel; readonly seq: Seq }
  | { readonly kind: 'stale'; readonly current: Channel }
  | { readonly kind: 'absent' }

/** Each method is one whole transaction. */
export type ChannelStore = {
  list(): Promise<readonly Channel[]>
  find(id: ChannelId): Promise<Channel | null>
  create(definition: ChannelDefinition, write: Write): Promise<Channel>
  save(
    id: ChannelId,
    change: { readonly definition: ChannelDefinition; readonly expectedRev: number },
    write: Write,
  ): Promise<SavedChannel>
  /** @returns whether there was one. Its messages that were not sent go with it. */
  remove(id: ChannelId, write: Write): Promise<boolean>
}

/**
 * A message on its way. `due`: to be sent; `delivered`; `dead`: given up, and may be replayed;
 * `digested`: part of a digest; `withheld`: written by a copy that may not send.
 */
export type MessageState = 'due' | 'delivered' | 'dead' | 'digested' | 'withheld'

/** One message of a channel, for people. */
export type Delivery = {
  readonly id: number
  readonly channelId: ChannelId
  readonly notification: Notification
  readonly state: MessageState
  readonly attempts: number
  readonly createdAt: EpochMs
  /** When it is tried next; `null` when it is not. */
  readonly dueAt: EpochMs | null
  /** What the latest attempt came to. */
  readonly detail: string | null
  readonly lastAt: EpochMs | null
}

/** How a channel does. */
export type ChannelStanding = {
  readonly channelId: ChannelId
  readonly due: number
  readonly dead: number
  readonly last: Pick<Delivery, 'state' | 'lastAt' | 'detail'> | null
}

export type DeliveryReader = {
  /** Newest first. */
  deliveriesOf(id: ChannelId, limit: number): Promise<readonly Delivery[]>
  standings(): Promise<readonly ChannelStanding[]>
  /** Has a dead message tried again. @returns whether there was one. */
  replay(deliveryId: number, write: Write): Promise<boolean>
}

/** One transaction: state, messages and cursor together. */
export type ReactionStore = {
  /**
   * Reads on in the journal and writes the messages that follow from it.
   * @returns whether there is more to read.
   */
  react(at: EpochMs): Promise<{ readonly written: number; readonly more: boolean }>
  /** Looks again at services whose trouble was held back. @returns messages written. */
  settle(at: EpochMs): Promise<number>
}

/** A message that this process may send now. */
export type Claimed = {
  readonly id: number
  /** With the id it names this attempt: another one of the same message has another number. */
  readonly attempt: number
  readonly channel: Pick<Channel, 'id' | 'type' | 'config'> & {
    /** Rounds in a row in which the receiver took nothing. */
    readonly failures: number
  }
  readonly notification: Notification
  readonly createdAt: EpochMs
}

export type Settled = {
  readonly id: number
  readonly attempt: number
  readonly at: EpochMs
  readonly kind: 'delivered' | 'failed' | 'refused'
  readonly detail: string
  readonly next:
    | { readonly kind: 'delivered' }
    | { readonly kind: 'retry'; readonly dueAt: EpochMs }
    | { readonly kind: 'dead'; readonly reason: 'refused' | 'too_old' }
  /** Until when the channel's messages wait, all of them; `null` when the receiver answers. */
  readonly pauseUntil: EpochMs | null
}

export type OutboxFigures = {
  readonly due: number
  readonly dead: number
  /** When the oldest message that is due was written; `null` when none is. */
  readonly oldestDueAt: EpochMs | null
}

export type OutboxStore = {
  /** Messages whose time has come, each for this process alone until the lease ends. */
  claim(at: EpochMs, limit: number): Promise<readonly Claimed[]>
  /** What an attempt came to. Says nothing to a message that somebody else has taken since. */
  settleAttempt(settled: Settled): Promise<void>
  figures(): Promise<OutboxFigures>
}
