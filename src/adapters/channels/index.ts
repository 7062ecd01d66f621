/** Channels: where a notification goes. One folder a channel, listed in `registry.ts`. */
export type { ChannelDescription } from './describe.ts'
export { describeChannels } from './describe.ts'
export type { ChannelKind, ChannelWorld } from './kind.ts'
export {
  channelTypes,
  destinationOf,
  openSenders,
  parseChannel,
  secretsOfChannel,
} from './open.ts'
export { channels } from './registry.ts'
