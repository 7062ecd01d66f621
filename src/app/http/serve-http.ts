import { type Clock, type Logger, Refusal } from '../../kernel/index.ts'
import type { Identity } from '../../modules/identity/index.ts'
import type { Config } from '../config/index.ts'
import type { StoreReadiness } from '../readiness.ts'
import { createPeerReader } from './facts.ts'
import { createGuard } from './guard.ts'
import { createListener, type Listener } from './listen.ts'
import { mount, type Wing } from './mount.ts'
import { acceptSockets, type SocketRoute } from './sockets.ts'
import type { HttpStats } from './stats.ts'

export type ServeHttpOptions = {
  readonly server: Config['server']
  readonly clock: Clock
  readonly log: Logger
  readonly api: Wing & { readonly sockets: readonly SocketRoute[] }
  readonly web: Wing
  readonly identity: Identity
  readonly stats: HttpStats
  readonly readiness: StoreReadiness
}

/** Paths that answer without the database: operations, documents and assets. */
const withoutStore =
  /^\/(api\/health|healthz|livez|readyz|api\/openapi\.json|api\/docs|swagger|a\/|favicon)/

function whyNotYet({ cause, full }: StoreReadiness): string {
  if (full) return 'The disk is full. Make room; Pharos then starts by itself'
  return cause === null ? 'The database is being prepared' : 'The database cannot be reached yet'
}

/** The main port: both wings and the WebSockets behind one guard. */
export function serveHttp(options: ServeHttpOptions): Listener {
  const { server, clock, log, api, web, identity, stats, readiness } = options
  const { corsOrigins } = server
  const guard = createGuard({ identity, readPeer: createPeerReader(server), corsOrigins })
  const refuseUntilReady = (path: string) => {
    if (readiness.state === 'ready' || withoutStore.test(path)) return
    throw new Refusal('unavailable', whyNotYet(readiness), { retryAfter: 2 })
  }
  const app = mount({ api, web, guard, clock, log, stats, corsOrigins, refuseUntilReady })
  const listener = createListener(app, log)
  const breakOff = acceptSockets({
    server: listener.server,
    routes: api.sockets,
    guard,
    log,
    corsOrigins,
    refuseUntilReady,
  })
  return {
    ...listener,
    close(deadlineMs) {
      breakOff()
      return listener.close(deadlineMs)
    },
  }
}
