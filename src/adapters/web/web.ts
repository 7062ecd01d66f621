import type { Clock, Logger } from '../../kernel/index.ts'
import type { Channels } from '../../modules/alerts/index.ts'
import type { HeartbeatStore, Maintenances, OutcomeReader } from '../../modules/checks/index.ts'
import type { Identity } from '../../modules/identity/index.ts'
import type { JournalStore, PastReader, Wake } from '../../modules/journal/index.ts'
import type { Connections, Pipelines } from '../../modules/pipelines/index.ts'
import type { Service, Services, ServiceViews } from '../../modules/services/index.ts'
import { type Assets, type ReadFile, readAssets } from './assets/index.ts'
import { type Board, type Checking, createBoard } from './board/index.ts'
import { type ChannelType, createServiceForm, type ProbeSettings } from './forms/index.ts'
import { createFragments, createRender } from './fragments/index.ts'
import { webRoutes } from './handlers/index.ts'
import type { Wing } from './http.ts'
import { createHub } from './live/index.ts'
import type { Tried } from './pages/index.ts'
import type { Program } from './program.ts'
import { createProjectShelf } from './projects/index.ts'
import { fault, refuse } from './refuse.tsx'
import type { Inbound, PlatformForm, Site } from './site.ts'
import { createDress, createStatus, type StatusOptions } from './status/index.ts'

export type WebOptions = {
  readonly services: Services
  readonly maintenances: Maintenances
  readonly views: ServiceViews
  readonly outcomes: OutcomeReader
  readonly past: PastReader
  readonly heartbeats: Pick<HeartbeatStore, 'logOf'>
  readonly inbound: Inbound
  readonly journal: Pick<JournalStore, 'changes'>
  readonly wake: Wake
  readonly checking?: Checking | null
  readonly channels: Channels
  /** The channels whose settings the form of one shows. */
  readonly channelTypes: readonly ChannelType[]
  readonly pipelines: Pipelines
  readonly connections: Connections
  /** The platforms whose settings the form of a connection shows. */
  readonly platformForms: readonly PlatformForm[]
  /** The team's zone, as IANA names it. */
  readonly timeZone: string
  /** In milliseconds: a project that nobody looked at for longer shows old data. */
  readonly staleMs: number
  readonly identity: Identity
  readonly clock: Clock
  readonly log: Logger
  /** The text of a file of this wing that is not code, by its path from the wing's folder. */
  readonly readFile: ReadFile
  /** What stands in the header of every page. */
  readonly title: string
  /** Where people reach it, when the configuration says so. */
  readonly publicUrl?: string | null
  /** What the settings page tells of the program. */
  readonly program: Program
  /** The probes whose settings the form of a service shows. */
  readonly probes: readonly ProbeSettings[]
  /** What the configuration gives a service that does not say it. */
  readonly defaults: { readonly intervalMs: number; readonly timeoutMs: number }
  /**
   * Runs a probe once for a service that nobody saved. Throws `Refusal('invalid')` at fields of a
   * service, and `too_many_requests`. Ends soon after the signal aborts.
   */
  readonly tryOut: (input: unknown, signal: AbortSignal, present?: Service | null) => Promise<Tried>
  /** The public status page; without it there is none. */
  readonly status?: StatusOptions | null
  /** Live pages that this process serves at once. */
  readonly streams?: number
  /** Of these, one user's. */
  readonly streamsOfUser?: number
}

export type Web = Wing & {
  figures(): WebFigures
  /** Reads what a former process left of the public page, which then needs no store. */
  prepare(): Promise<void>
  /** Keeps pages and streams up to date until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>
}

/** How pages and streams are. */
export type WebFigures = {
  readonly streams: number
  /** The store cannot be read. */
  readonly storeAway: boolean
  /** Since the start, because nobody read them. */
  readonly streamsCut: number
  /** The position of the ledger that is shown. */
  readonly position: number
  /** How long ago the reading began that is shown, in milliseconds; `null` before the first. */
  readonly readAgoMs: number | null
}

/** The web interface: pages, their parts, and the live stream. */
export function createWeb(options: WebOptions): Web {
  const { services, outcomes, past, identity, clock, log, title, program, streams, streamsOfUser } =
    options
  const { publicUrl = null, tryOut, heartbeats, inbound, maintenances } = options
  const { channels, channelTypes } = options
  const { pipelines, connections, platformForms, timeZone, staleMs } = options
  const serviceForm = createServiceForm(options)
  const assets = readAssets(options.readFile)
  const render = createRender(assets.icons.path)
  const board = createBoard(options)
  const fragments = createFragments(board, render)
  const capacity = {
    ...(streams !== undefined && { capacity: streams }),
    ...(streamsOfUser !== undefined && { capacityOfUser: streamsOfUser }),
  }
  const version = `${assets.script.path} ${assets.style.path}`
  const hub = createHub({ board, fragments, clock, log, version, ...capacity })
  const rooms = {
    services,
    maintenances,
    channels,
    channelTypes,
    pipelines,
    connections,
    platformForms,
    projects: createProjectShelf({ ...options, views: pipelines.views }),
    timeZone,
    staleMs,
    outcomes,
    past,
    heartbeats,
    inbound,
    identity,
    clock,
    log,
    title,
    publicUrl,
    program,
    tryOut,
  }
  const status = openStatus(options, { board, assets, publicUrl })
  const site = { ...rooms, serviceForm, assets, render, board, fragments, hub, status }
  return {
    routes: webRoutes(site),
    refuse: (refusal, c) => refuse(refusal, c, site),
    fault: (requestId, c) => fault(requestId, c, site),
    figures() {
      const from = board.readFrom()
      const readAgoMs = Number.isFinite(from) ? clock.monotonic() - from : null
      return {
        streams: hub.size(),
        streamsCut: hub.cut(),
        storeAway: board.stale()?.of === 'store',
        position: board.seq(),
        readAgoMs,
      }
    },
    prepare: async () => status?.page.prepare(),
    async follow(signal) {
      await Promise.all([board.follow(signal), hub.follow(signal), status?.page.follow(signal)])
    },
  }
}

type Around = {
  readonly board: Board
  readonly assets: Assets
  readonly publicUrl: string | null
}

function openStatus(options: WebOptions, { board, assets, publicUrl }: Around): Site['status'] {
  if (!options.status) return null
  const { past, clock, log, readFile } = options
  const dress = createDress(readFile, assets)
  // Its glyphs stand in the page itself.
  const render = createRender('')
  const deps = { board, past, render, dress, publicUrl, clock, log }
  return { page: createStatus(options.status, deps), dress }
}
