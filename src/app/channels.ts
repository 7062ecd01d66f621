import {
  channelTypes,
  destinationOf,
  openSenders,
  parseChannel,
  secretsOfChannel,
} from '../adapters/channels/index.ts'
import { createSystemLookup } from '../adapters/probes/index.ts'
import { type Clock, sealSettings, type Vault } from '../kernel/index.ts'
import type { ChannelKinds, Senders } from '../modules/alerts/index.ts'
import { createAddressPolicy } from './address-policy.ts'
import type { Config } from './config/index.ts'
import { revealed } from './secrets.ts'

export type ChannelsOptions = {
  readonly config: Config
  readonly clock: Clock
  readonly vault: Vault
}

export type OpenedChannels = { readonly kinds: ChannelKinds; readonly senders: Senders }

/** How notifications leave: under the address policy of the configuration, with their secrets opened last. */
export function openChannels({ config, clock, vault }: ChannelsOptions): OpenedChannels {
  return {
    kinds: sealingKinds(vault),
    senders: openSenders({
      now: () => clock.now(),
      lookup: createSystemLookup(),
      blocked: createAddressPolicy(config.checks),
      reveal: (setting) => revealed(vault, setting, sealedFor),
    }),
  }
}

const sealedFor = 'channel'

/** A secret is kept for the place that it was given for: another address needs it again. */
const sealingKinds = (vault: Vault): ChannelKinds => ({
  types: channelTypes,
  parse(type, config, present) {
    const settings = parseChannel(type, config)
    return sealSettings(settings, {
      names: secretsOfChannel(type),
      vault,
      context: sealedFor,
      present,
      sameDestination:
        present !== null && destinationOf(type, present) === destinationOf(type, settings),
    })
  },
})
