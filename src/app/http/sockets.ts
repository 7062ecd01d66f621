import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Access, type Logger, Refusal, type RequestFacts } from '../../kernel/index.ts'
import { isForeignOrigin } from './cross-site.ts'
import type { Guard } from './guard.ts'

/** A WebSocket that an adapter offers. */
export type SocketRoute = {
  readonly path: string
  readonly access: Access
  readonly limits: { readonly maxPayload: number; readonly perMessageDeflate: false }
  open(socket: WebSocket, request: { readonly url: URL; readonly facts: RequestFacts }): void
}

export type SocketOptions = {
  readonly server: Server
  readonly routes: readonly SocketRoute[]
  readonly guard: Guard
  readonly log: Logger
  readonly corsOrigins: readonly string[]
  readonly refuseUntilReady: (path: string) => void
}

const statusOf: Partial<Record<Refusal['code'], string>> = {
  unauthenticated: '401 Unauthorized',
  forbidden: '403 Forbidden',
  not_found: '404 Not Found',
  unavailable: '503 Service Unavailable',
}

/**
 * Opens WebSockets behind the same guard as the routes: origin and access first, then the upgrade.
 * @returns how to break off those that are still open when the server closes.
 */
export function acceptSockets(options: SocketOptions): () => void {
  const { server, routes, guard, log, corsOrigins } = options
  const doors = routes.map((route) => ({
    route,
    server: new WebSocketServer({ noServer: true, ...route.limits }),
  }))

  async function admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const begun = guard.begin(request)
    const url = new URL(request.url ?? '/', begun.peer.origin)
    const door = doors.find(({ route }) => route.path === url.pathname)
    if (door === undefined) throw new Refusal('not_found', 'There is no WebSocket here')
    options.refuseUntilReady(url.pathname)
    if (isForeignOrigin(request.headers.origin, { own: begun.peer.origin, allowed: corsOrigins })) {
      throw new Refusal('forbidden', 'This page may not open a WebSocket here')
    }
    const facts = await guard.admit(request, door.route.access, begun)
    door.server.handleUpgrade(request, socket, head, (opened) =>
      door.route.open(opened, { url, facts }),
    )
  }

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', (error) => log.debug('a socket broke', { error: error.message }))
    admit(request, socket, head).catch((error: unknown) => {
      const status = error instanceof Refusal ? statusOf[error.code] : undefined
      if (!(error instanceof Refusal)) log.error('an upgrade failed', { error })
      socket.end(
        `HTTP/1.1 ${status ?? '500 Internal Server Error'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      )
    })
  })
  return () => {
    for (const door of doors) for (const socket of door.server.clients) socket.terminate()
  }
}
