import type { Clock, ServiceId } from '../../../../kernel/index.ts'
import type { HeartbeatLog, HeartbeatStore } from '../../../../modules/checks/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all, maybe, type Tx } from '../statement.ts'
import { recordSignal } from './record.ts'
import {
  type HeartbeatRow,
  heartbeatColumns,
  type PingRow,
  pingColumns,
  toHeartbeat,
  toPing,
} from './rows.ts'

export function createHeartbeatStore(driver: Driver, clock: Pick<Clock, 'now'>): HeartbeatStore {
  const listeningSince = clock.now()
  return {
    record: (target, incoming) =>
      driver.write(() => recordSignal({ target, incoming, listeningSince })),
    of: (target) => driver.read(() => heartbeatOf(target)),
    logOf: (serviceId, limit) => driver.read(() => logOf(serviceId, limit)),
  }
}

function* heartbeatOf(target: string): Tx<Awaited<ReturnType<HeartbeatStore['of']>>> {
  const row = yield* maybe<HeartbeatRow & { check_id: number }>(
    `select h.check_id, ${heartbeatColumns} from heartbeats_states h
      join checks c on c.id = h.check_id
      where c.type = 'heartbeat' and c.target = ? order by h.check_id limit 1`,
    target,
  )
  if (row === null) return null
  const failure = yield* maybe<{ body: string }>(
    `select body from heartbeats_pings where check_id = ? and kind = 'fail' order by id desc limit 1`,
    row.check_id,
  )
  return { heartbeat: toHeartbeat(row), words: failure?.body ?? '' }
}

function* logOf(serviceId: ServiceId, limit: number): Tx<HeartbeatLog> {
  const ofService = 'check_id in (select id from checks where service_id = ?)'
  const row = yield* maybe<HeartbeatRow>(
    `select ${heartbeatColumns} from heartbeats_states h where h.${ofService}`,
    serviceId,
  )
  const pings = yield* all<PingRow>(
    `select ${pingColumns} from heartbeats_pings where ${ofService} order by id desc limit ?`,
    serviceId,
    limit,
  )
  return { heartbeat: row === null ? null : toHeartbeat(row), pings: pings.map(toPing) }
}
