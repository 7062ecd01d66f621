import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A message as a webhook channel sent it. */
export type Received = {
  /** The same on every attempt. */
  readonly id: string
  readonly at: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Somebody who is told: it keeps what it took, and can be away. */
export type Receiver = AsyncDisposable & {
  readonly url: string
  readonly received: readonly Received[]
  /** Nobody listens until it is back, as when the machine is off. */
  away(): Promise<void>
  back(): Promise<void>
  /** Resolves when something more was taken. */
  more(): Promise<void>
}

export async function startReceiver(status = () => 200): Promise<Receiver> {
  const received: Received[] = []
  let bell = Promise.withResolvers<void>()
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const piece of request) body += piece
    const { headers } = request
    const code = status()
    if (code < 300) {
      received.push({ id: String(headers['webhook-id']), at: Date.now(), headers, body })
      bell.resolve()
      bell = Promise.withResolvers<void>()
    }
    response.writeHead(code, { 'Content-Length': 0 }).end()
  }
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void handle(request, response).catch(() => response.destroy())
  let server = await listen(listener, 0)
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    more: () => bell.promise,
    async away() {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
    async back() {
      server = await listen(listener, port)
    },
    [Symbol.asyncDispose]: () => receiver.away(),
  }
  return receiver
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

async function listen(handle: Handler, port: number): Promise<Server> {
  const server = createServer(handle)
  server.listen({ port, host: '127.0.0.1', backlog: 1_024 })
  await once(server, 'listening')
  return server
}
