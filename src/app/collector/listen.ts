import { chmod, rm, stat } from 'node:fs/promises'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { type Clock, type Logger, Refusal } from '../../kernel/index.ts'
import { addressText, type CollectorAddress } from './address.ts'

export type ListenOptions = {
  readonly server: Server
  readonly address: CollectorAddress
  readonly clock: Clock
  readonly log: Logger
  readonly signal: AbortSignal
}

const againMs = 2_000

/**
 * Listens until the signal aborts. A socket that nobody answers on any more is taken over; one that
 * another process has is left to it, and taken over when that one has gone. Two that take over at the
 * same moment leave one of them without its name: whoever finds that another socket stands there, or
 * none, begins anew. A TCP port that is taken is a mistake: rejects with `Refusal('unavailable')`.
 */
export async function keepListening(options: ListenOptions): Promise<void> {
  const { server, address, clock, log, signal } = options
  let said = false
  let own = await inodeOf(server, address)
  while (!signal.aborted) {
    if (server.listening) {
      await clock.sleep(againMs, signal)
      if (!signal.aborted && (await inodeOf(server, address)) !== own) await close(server)
      continue
    }
    const outcome = await attempt(server, address)
    if (outcome === 'taken' && !said) {
      said = true
      log.info('another process answers for the collector here', { at: addressText(address) })
    }
    if (outcome === 'taken') await clock.sleep(againMs, signal)
    if (outcome === 'listening') own = await inodeOf(server, address)
  }
  if (server.listening) await close(server)
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

/** What tells our socket from another one of the same name; `null` for none, or on a port. */
const inodeOf = (server: Server, address: CollectorAddress): Promise<number | null> =>
  address.kind === 'socket' && server.listening
    ? stat(address.path).then(
        ({ ino }) => ino,
        () => null,
      )
    : Promise.resolve(null)

/** The first try, so that a port that is taken is known before anything else begins. */
export const listenAtOnce = async (server: Server, address: CollectorAddress): Promise<void> => {
  while ((await attempt(server, address)) === 'again');
}

async function attempt(
  server: Server,
  address: CollectorAddress,
): Promise<'listening' | 'taken' | 'again'> {
  try {
    await bind(server, address)
    if (address.kind === 'socket') await chmod(address.path, 0o600)
    return 'listening'
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error
    if (address.kind === 'tcp') {
      const words = `Port ${address.port} is in use; stop the other program, or set collector.listen`
      throw new Refusal('unavailable', words, { cause: error })
    }
    if (!(await isDead(address.path))) return 'taken'
    // Whoever made it was killed.
    await rm(address.path, { force: true })
    return 'again'
  }
}

const bind = (server: Server, address: CollectorAddress): Promise<void> =>
  new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      server.off('listening', done)
      reject(error)
    }
    const done = () => {
      server.off('error', failed)
      resolve()
    }
    server.once('error', failed)
    server.once('listening', done)
    if (address.kind === 'socket') server.listen(address.path)
    else server.listen(address.port, address.host)
  })

/** Whether nobody listens there any more. A socket that cannot be asked is another one's. */
const isDead = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.once('error', (error) => resolve(dead.has(codeOf(error))))
  })

const dead = new Set<unknown>(['ECONNREFUSED', 'ENOENT'])

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : null
