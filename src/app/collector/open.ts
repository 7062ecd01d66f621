import type { Server } from 'node:http'
import type { Clock, Logger, Secret } from '../../kernel/index.ts'
import type { Config } from '../config/index.ts'
import type { Operations } from '../operations.ts'
import { type CollectorAddress, listensAt } from './address.ts'
import { createDoor } from './door.ts'
import { keepListening, listenAtOnce } from './listen.ts'

export type CollectorDoorOptions = {
  readonly config: Config
  readonly secret: Secret
  readonly operations: Operations
  readonly clock: Clock
  readonly log: Logger
}

const boundAt = (address: CollectorAddress, server: Server): CollectorAddress => {
  const bound = server.address()
  if (address.kind === 'socket' || typeof bound !== 'object' || bound === null) return address
  return { ...address, port: bound.port }
}

/** Opens the collector's endpoint. */
export async function openCollectorDoor(options: CollectorDoorOptions) {
  const { config, secret, operations, clock, log } = options
  const address = listensAt(config)
  const server = createDoor({
    log,
    secret,
    report: operations.health,
    readiness: operations.readiness,
    metrics: operations.metrics,
  })
  await listenAtOnce(server, address)
  const closing = new AbortController()
  const { signal } = closing
  const listening = keepListening({ server, address, clock, log, signal })
  return {
    address: boundAt(address, server),
    /** Comes last: whoever asks hears of the collector until its last probe has ended. */
    async close() {
      closing.abort()
      await listening
    },
  }
}
