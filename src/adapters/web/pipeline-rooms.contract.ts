import {
  isSealed,
  type Random,
  type Settings,
  sealedPrefix,
  sealSettings,
  type Vault,
} from '../../kernel/index.ts'
import {
  type ConnectionsOptions,
  createConnections,
  createPipelines,
  type Platforms,
} from '../../modules/pipelines/index.ts'
import { connectors, describeConnectors, parseConnection, secretsOf } from '../connectors/index.ts'
import type { SqlStore } from '../stores/sql/index.ts'

/** Seals for everybody to read, so that tests see what a mask stands for. */
const vault: Vault = {
  seal: (text) => `${sealedPrefix}${text}`,
  open: (sealed) => sealed.slice(sealedPrefix.length),
}
const reveal = (setting: string): string =>
  isSealed(setting) ? vault.open(setting, 'connection') : setting

const kindOf = (name: string) => connectors.find(({ platform }) => platform === name)

function parse(platform: string, settings: Settings, present: Settings | null): Settings {
  const { outgoing, incoming } = secretsOf(platform)
  const shared = { vault, context: 'connection', present, sameDestination: true }
  const parsed = parseConnection(platform, settings)
  return sealSettings(parsed, { ...shared, names: [...outgoing, ...incoming] })
}

/** The connectors of this build, of which none is opened: pages ask no platform anything. */
const platforms: Platforms = {
  names: connectors.map(({ platform }) => platform),
  titleOf: (platform) => kindOf(platform)?.title ?? platform,
  webhooksOf: (platform) => kindOf(platform)?.webhooks ?? null,
  parse,
  open() {
    throw new Error('nothing is asked of platforms here')
  },
  can: (platform) => connectors.find((kind) => kind.platform === platform)?.can ?? [],
  urlOf: (platform, settings) => kindOf(platform)?.destination(settings) ?? null,
}

type World = Pick<ConnectionsOptions, 'clock'> & {
  readonly store: SqlStore
  readonly random: Random
}

/** The room of pipelines, over a real store. */
export const openPipelineRooms = ({ store, clock, random }: World) => ({
  connections: createConnections({
    store: { ...store.connections, want: store.pipelines.want },
    platforms,
    reveal,
    clock,
    random,
  }),
  pipelines: createPipelines({ store: store.pipelines, clock }),
  platformForms: describeConnectors(),
  timeZone: 'Europe/Berlin',
  staleMs: 900_000,
})
