import type { Clock, Logger } from '../../kernel/index.ts'
import type { Channels } from '../../modules/alerts/index.ts'
import type { HeartbeatStore, Maintenances, OutcomeReader } from '../../modules/checks/index.ts'
import type { Identity } from '../../modules/identity/index.ts'
import type { PastReader } from '../../modules/journal/index.ts'
import type { Connections, Pipelines } from '../../modules/pipelines/index.ts'
import type { Service, Services } from '../../modules/services/index.ts'
import type { Assets } from './assets/index.ts'
import type { Board } from './board/index.ts'
import type { ChannelType, ServiceForm } from './forms/index.ts'
import type { Fragments, Render } from './fragments/index.ts'
import type { Hub } from './live/index.ts'
import type { Tried } from './pages/index.ts'
import type { Program } from './program.ts'
import type { ProjectShelf } from './projects/index.ts'
import type { Dress, Status } from './status/index.ts'

/** What jobs call. */
export type Inbound = {
  /** The secret of a service that jobs call; `null` where there is none, or where it cannot be shown. */
  tokenOf(service: Pick<Service, 'type' | 'config'>): string | null
}

/** How the settings of a connection to a platform are asked for. */
export type PlatformForm = ChannelType

/** What handlers work with: the rooms, and what this adapter made of them at start. */
export type Site = {
  readonly title: string
  /** Where people reach it, for links that leave the page; `null` where only requests tell. */
  readonly publicUrl: string | null
  readonly program: Program
  readonly assets: Assets
  readonly render: Render
  readonly board: Board
  readonly fragments: Fragments
  readonly hub: Hub
  readonly serviceForm: ServiceForm
  /** The public page and what it wears; `null` where there is none. */
  readonly status: { readonly page: Status; readonly dress: Dress } | null
  readonly tryOut: (input: unknown, signal: AbortSignal, present?: Service | null) => Promise<Tried>
  readonly services: Services
  readonly maintenances: Maintenances
  readonly channels: Channels
  readonly channelTypes: readonly ChannelType[]
  readonly pipelines: Pipelines
  readonly connections: Connections
  readonly platformForms: readonly PlatformForm[]
  /** All projects as lists show them. */
  readonly projects: ProjectShelf
  /** The team's: of days and of statistics. */
  readonly timeZone: string
  /** A project that nobody looked at for longer shows old data. */
  readonly staleMs: number
  readonly outcomes: OutcomeReader
  readonly past: PastReader
  readonly heartbeats: Pick<HeartbeatStore, 'logOf'>
  readonly inbound: Inbound
  readonly identity: Identity
  readonly clock: Clock
  readonly log: Logger
}
