import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

/** How a target answers a request. */
export type Manner = (response: ServerResponse) => void

/** Something for Pharos to watch: it can be told how to answer, killed, and started again where it was. */
export type Target = AsyncDisposable & {
  readonly port: number
  readonly url: string
  /** Requests that came so far. */
  readonly requests: number
  /** Resolves when the next request comes. */
  asked(): Promise<void>
  answers(manner: Manner): void
  /** Ends it as a crash would: nobody listens, and open connections break. */
  kill(): Promise<void>
  restart(): Promise<void>
}

export const says =
  (status: number, body = 'ok'): Manner =>
  (response) => {
    response.writeHead(status, { 'Content-Length': Buffer.byteLength(body) }).end(body)
  }

export const saysAfter =
  (ms: number): Manner =>
  (response) => {
    const timer = setTimeout(() => says(200)(response), ms)
    response.on('close', () => clearTimeout(timer))
  }

/** Takes the request and says nothing. */
export const neverAnswers: Manner = () => {}

/** A body without an end, as fast as it is read. */
export const answersForEver: Manner = (response) => {
  const piece = Buffer.alloc(65_536, 'x')
  const more = () => {
    while (!response.destroyed && response.write(piece));
  }
  response.writeHead(200)
  response.on('drain', more)
  more()
}

/** 256 MiB in a quarter of a megabyte. */
export function gzipBomb(): Manner {
  const body = gzipSync(Buffer.alloc(256 * 1_048_576), { level: 9 })
  return (response) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': body.length }).end(body)
  }
}

/** @param wanted its port; 0 takes a free one. */
export async function startTarget(manner: Manner = says(200), wanted = 0): Promise<Target> {
  let answer = manner
  let requests = 0
  let bell = Promise.withResolvers<void>()
  const handle = (_request: IncomingMessage, response: ServerResponse) => {
    requests += 1
    bell.resolve()
    bell = Promise.withResolvers<void>()
    response.on('error', () => {})
    answer(response)
  }
  let server = await listen(handle, wanted)
  const { port } = server.address() as AddressInfo
  const target: Target = {
    port,
    url: `http://127.0.0.1:${port}/health`,
    get requests() {
      return requests
    },
    asked: () => bell.promise,
    answers(next) {
      answer = next
    },
    async kill() {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
    async restart() {
      server = await listen(handle, port)
    },
    [Symbol.asyncDispose]: () => target.kill(),
  }
  return target
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

async function listen(handle: Handler, port: number): Promise<Server> {
  const server = createServer({ keepAlive: false }, handle)
  server.listen({ port, host: '127.0.0.1', backlog: 1_024 })
  await once(server, 'listening')
  return server
}
