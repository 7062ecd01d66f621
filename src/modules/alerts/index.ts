/** Alerts: who hears what, and a message that arrives. */
export type { Attempt, ChannelKinds, Letter, Send, Senders } from './channel.ts'
export type { News, Notification } from './notification.ts'
