import type { Clock, Logger } from '../../kernel/index.ts'
import type { OutcomeReader } from '../../modules/checks/index.ts'
import type { Identity } from '../../modules/identity/index.ts'
import type { JournalStore, Wake } from '../../modules/journal/index.ts'
import type { Services, ServiceViews } from '../../modules/services/index.ts'
import { readAssets } from './assets/index.ts'
import { createBoard } from './board/index.ts'
import { createFragments, createRender } from './fragments/index.ts'
import { webRoutes } from './handlers/index.ts'
import type { Wing } from './http.ts'
import { createHub } from './live/index.ts'
import { fault, refuse } from './refuse.tsx'

export type WebOptions = {
  readonly services: Services
  readonly views: ServiceViews
  readonly outcomes: OutcomeReader
  readonly journal: Pick<JournalStore, 'changes'>
  readonly wake: Wake
  readonly identity: Identity
  readonly clock: Clock
  readonly log: Logger
  /** What stands in the header of every page. */
  readonly title: string
  /** Live pages that this process serves at once. */
  readonly streams?: number
}

export type Web = Wing & {
  /** Keeps pages and streams up to date until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>
}

/** The web interface: pages, their parts, and the live stream. */
export async function createWeb(options: WebOptions): Promise<Web> {
  const { services, outcomes, identity, clock, log, title, streams } = options
  const assets = await readAssets(import.meta.dirname)
  const render = createRender(assets.icons.path)
  const board = createBoard(options)
  const fragments = createFragments(board, render)
  const capacity = streams === undefined ? {} : { capacity: streams }
  const hub = createHub({ board, fragments, clock, log, ...capacity })
  const rooms = { services, outcomes, identity, clock, log, title }
  const site = { ...rooms, assets, render, board, fragments, hub }
  return {
    routes: webRoutes(site),
    refuse: (refusal, c) => refuse(refusal, c, site),
    fault: (requestId, c) => fault(requestId, c, site),
    async follow(signal) {
      await Promise.all([board.follow(signal), hub.follow(signal)])
    },
  }
}
