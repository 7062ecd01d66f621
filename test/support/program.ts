import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** A program that a test started. It is gone when the test is. */
export type Started = AsyncDisposable & {
  /** All that it has said so far, on both outputs. */
  said(): string
}

type Wish = {
  readonly args: readonly string[]
  /** What it says once it is ready. */
  readonly ready: RegExp
  /** The user it runs as; without it, ours. */
  readonly user?: { readonly uid: number; readonly gid: number }
}

/** Starts a program and waits until it says that it is ready. Throws with its words where it ends instead. */
export async function startProgram(path: string, wish: Wish): Promise<Started> {
  const child = spawn(path, wish.args, { stdio: ['ignore', 'pipe', 'pipe'], ...wish.user })
  let said = ''
  const ready = Promise.withResolvers<void>()
  const hear = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-100_000)
    if (wish.ready.test(said)) ready.resolve()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const closed = once(child, 'close')
  closed.then(
    () => ready.reject(new Error(`${path} ended: ${said}`)),
    (error) => ready.reject(error),
  )
  await ready.promise
  return {
    said: () => said,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await closed
    },
  }
}

/** A port of loopback that nothing listens on just now, neither for TCP nor for UDP. */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const socket = createSocket('udp4').bind(port, '127.0.0.1')
    const free = await once(socket, 'listening').then(
      () => true,
      () => false,
    )
    await Promise.all([once(server.close(), 'close'), once(socket.close(), 'close')])
    if (free) return port
  }
}
