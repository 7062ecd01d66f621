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
  readonly signal: AbortSignal
}

const boundAt = (address: CollectorAddress, server: Server): CollectorAddress => {
  const bound = server.address()
  if (address.kind === 'socket' || typeof bound !== 'object' || bound === null) return address
  return { ...address, port: bound.port }
}

/** Opens the collector's endpoint. `listening` ends with the signal. */
export async function openCollectorDoor(options: CollectorDoorOptions) {
  const { config, secret, operations, clock, log, signal } = options
  const address = listensAt(config)
  const server = createDoor({
    secret,
    report: operations.health,
    readiness: operations.readiness,
    metrics: operations.metrics,
  })
  await listenAtOnce(server, address)
  const listening = keepListening({ server, address, clock, log, signal })
  return { address: boundAt(address, server), listening }
}
