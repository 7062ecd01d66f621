import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A door on loopback before another server, that can be shut and opened, and lead elsewhere. */
export type Proxy = AsyncDisposable & {
  readonly port: number
  /** Breaks what is open and refuses what comes. */
  shut(): Promise<void>
  open(): Promise<void>
  /** Breaks what is open, and lets in what comes. */
  cut(): void
  /** What comes from now on goes to this port; what is open stays where it is. */
  lead(port: number): void
}

type Options = { readonly host: string; readonly port: number; readonly shut?: boolean }

export async function startProxy(to: Options): Promise<Proxy> {
  const sockets = new Set<Socket>()
  let farPort = to.port
  const hold = (socket: Socket, other: () => Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      other().destroy()
    })
  }
  const server = createServer((near) => {
    const far = connect(farPort, to.host)
    hold(near, () => far)
    hold(far, () => near)
    near.pipe(far).pipe(near)
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const proxy: Proxy = {
    port,
    async shut() {
      if (!server.listening) return
      server.close()
      cut()
      await once(server, 'close')
    },
    open: () => listen(port),
    cut,
    lead(elsewhere) {
      farPort = elsewhere
    },
    [Symbol.asyncDispose]: () => proxy.shut(),
  }
  if (to.shut) await proxy.shut()
  return proxy
}
