import {
  type ConnectorWorld,
  connectors,
  kindOf,
  openConnector,
  parseConnection,
  secretsOf,
} from '../adapters/connectors/index.ts'
import { createSystemLookup } from '../adapters/probes/index.ts'
import {
  type Clock,
  type Logger,
  type Settings,
  sealSettings,
  type Vault,
} from '../kernel/index.ts'
import type { Platforms } from '../modules/pipelines/index.ts'
import { createAddressPolicy } from './address-policy.ts'
import type { Config } from './config/index.ts'
import { revealed } from './secrets.ts'
import { systemRandom } from './world.ts'

export type ConnectorsOptions = {
  readonly config: Config
  readonly clock: Clock
  readonly log: Logger
  readonly vault: Vault
}

export type OpenedPlatforms = {
  readonly platforms: Platforms
  /** A setting of a connection as it was typed. */
  readonly revealConnection: (setting: string) => string
}

const sealedFor = 'connection'

/** How platforms are spoken to: under the address policy of the configuration, with their secrets opened last. */
export function openPlatforms({ config, clock, log, vault }: ConnectorsOptions): OpenedPlatforms {
  const revealConnection = (setting: string) => revealed(vault, setting, sealedFor)
  const world: ConnectorWorld = {
    clock,
    log,
    random: systemRandom.float,
    lookup: createSystemLookup(),
    blocked: createAddressPolicy(config.checks),
    reveal: revealConnection,
  }
  const platforms: Platforms = {
    names: connectors.map(({ platform }) => platform),
    titleOf: (platform) => nameOf(platform)?.title ?? platform,
    webhooksOf: (platform) => nameOf(platform)?.webhooks ?? null,
    parse: (platform, settings, present) => sealed(vault, { platform, settings, present }),
    open: (platform, settings) => openConnector(world, platform, settings),
    can: (platform) => nameOf(platform)?.can ?? [],
    urlOf: (platform, settings) => nameOf(platform)?.destination(settings) ?? null,
  }
  return { platforms, revealConnection }
}

const nameOf = (name: string) => connectors.find(({ platform }) => platform === name)

type Given = {
  readonly platform: string
  readonly settings: Settings
  readonly present: Settings | null
}

/** A token is kept for the address that it was given for; what only comes in is kept wherever that is. */
function sealed(vault: Vault, { platform, settings, present }: Given): Settings {
  const parsed = parseConnection(platform, settings)
  const { destination } = kindOf(platform)
  const { outgoing, incoming } = secretsOf(platform)
  const shared = { vault, context: sealedFor, present }
  const sameDestination = present !== null && destination(present) === destination(parsed)
  const out = sealSettings(parsed, { ...shared, names: outgoing, sameDestination })
  return sealSettings(out, { ...shared, names: incoming, sameDestination: true })
}
