import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** What it does with connections: passes them on, breaks them off, or lets them wait for ever. */
export type Mode = 'forward' | 'refuse' | 'silent'

export type Link = {
  /** The server's URL by way of this link. */
  readonly url: string
  mode: Mode
  /** Breaks off every connection that there is. */
  cut(): void
}

/** A link to a TCP server that a test can break. */
export async function startLink(target: string, mode: Mode): Promise<Link> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    // A broken pair is what it is for.
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer((incoming) => {
    keep(incoming)
    if (link.mode === 'refuse') incoming.resetAndDestroy()
    if (link.mode !== 'forward') return
    const outgoing = keep(connect(Number(port || 5432), hostname))
    incoming.pipe(outgoing).pipe(incoming)
    incoming.on('close', () => outgoing.destroy())
    outgoing.on('close', () => incoming.destroy())
  })
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    cut()
    server.close()
    await once(server, 'close')
  })
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  const link: Link = { url: url.href, mode, cut }
  return link
}
