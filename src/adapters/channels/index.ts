/** Channels: where a notification goes. One folder a channel, listed in `registry.ts`. */
export type { ChannelKind, ChannelWorld } from './kind.ts'
export { channels } from './registry.ts'
