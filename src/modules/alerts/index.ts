/** Alerts: who hears what, and a message that arrives. */
export type { Announced, Decision, Seen, Silence, Told } from './announce.ts'
export { decide, nothingTold } from './announce.ts'
export type { Next, Tried } from './attempts.ts'
export { after, backoff, pauseOf } from './attempts.ts'
export type { Attempt, ChannelKinds, Letter, Send, Senders } from './channel.ts'
export type { Channels, ChannelsOptions } from './channels.ts'
export { createChannels, StaleChannel } from './channels.ts'
export type { News, Notification, RunNews, Turn } from './notification.ts'
export type {
  Channel,
  ChannelDefinition,
  ChannelStanding,
  ChannelStore,
  Claimed,
  Delivery,
  DeliveryReader,
  MessageState,
  OutboxFigures,
  OutboxStore,
  ReactionStore,
  SavedChannel,
  Settled,
} from './ports.ts'
export type { Reactor, ReactorObserver } from './reactor.ts'
export { createReactor } from './reactor.ts'
export { hears } from './route.ts'
export type { Sender, SenderObserver } from './sender.ts'
export { createSender } from './sender.ts'
export type { RunChoices, Subscription, TurnedRun } from './subscription.ts'
export { hearsOfRun } from './subscription.ts'
