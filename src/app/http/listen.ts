import { createServer, type Server, type ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { type Logger, Refusal } from '../../kernel/index.ts'

export type Listener = {
  readonly server: Server
  /** @returns the port that was bound. Throws `Refusal('unavailable')` when it is taken. */
  listen(port: number, host: string): Promise<number>
  /** Stops accepting, ends idle connections, and resolves when the last answer is out, or cut at the deadline. */
  close(deadlineMs: number): Promise<void>
}

/** Enough for thousands of open pages; more would be an attack or a mistake. */
const connectionsMost = 20_000

const sweepMs = 100

// biome-ignore lint/suspicious/noExplicitAny: Hono's own word for an app of whatever variables.
export function createListener(app: Hono<any>, log: Logger): Listener {
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16_384,
      noDelay: true,
    },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  )
  server.maxConnections = connectionsMost
  const farewell = sayFarewell(server)
  server.on('clientError', (error, socket) => {
    log.debug('a malformed request', { error: error.message })
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
  })

  return {
    server,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port, host)))
        server.listen({ port, host }, () => {
          const address = server.address()
          resolve(typeof address === 'object' && address !== null ? address.port : port)
        })
      }),
    close: (deadlineMs) =>
      new Promise((resolve) => {
        farewell()
        const cut = setTimeout(() => server.closeAllConnections(), deadlineMs)
        const done = () => {
          clearTimeout(cut)
          clearInterval(sweep)
          resolve()
        }
        // Whoever is asking right now hears it from an answer before idle connections are ended.
        setTimeout(() => server.close(done), sweepMs)
        const sweep = setInterval(() => server.closeIdleConnections(), sweepMs)
      }),
  }
}

/**
 * Node.js ends connections that are idle when a server closes, and leaves the others to clients who
 * may ask on for ever. @returns how to make each next answer the last one of its connection.
 */
function sayFarewell(server: Server): () => void {
  const underWay = new Set<ServerResponse>()
  let last = false
  // Before the listener that answers: once the head is sent it is too late.
  server.prependListener('request', (_request, response) => {
    if (last) response.shouldKeepAlive = false
    underWay.add(response)
    response.on('close', () => underWay.delete(response))
  })
  return () => {
    last = true
    for (const response of underWay) response.shouldKeepAlive = false
  }
}

function explain(error: NodeJS.ErrnoException, port: number, host: string): Error {
  const inUse = `Port ${port} is in use; stop the other program, or choose another with --port`
  // Another program may go; the rest is a matter of the configuration.
  if (error.code === 'EADDRINUSE') return new Refusal('unavailable', inUse, { cause: error })
  const words: Partial<Record<string, string>> = {
    EACCES: `Port ${port} needs more rights; choose one above 1023 with --port`,
    EADDRNOTAVAIL: `${host} is not an address of this machine; choose another with --host`,
  }
  const known = words[error.code ?? '']
  return known === undefined ? error : new Refusal('invalid', known, { cause: error })
}
