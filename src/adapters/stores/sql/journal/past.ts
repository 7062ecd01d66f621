import type { Seq } from '../../../../kernel/index.ts'
import type { DomainEvent, PastReader } from '../../../../modules/journal/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all } from '../statement.ts'

/** Reads the index over service and position from its end. */
export const createPastReader = (driver: Driver): PastReader => ({
  async pastOf(serviceId, limit) {
    const rows = await driver.read(() =>
      all<{ seq: number; at: number; data: string }>(
        `select seq, at, data from journal_entries where service_id = ?
          order by seq desc limit ?`,
        serviceId,
        limit,
      ),
    )
    // Written by `publish` and by nothing else, so it is an event.
    return rows.map(({ seq, at, data }) => ({
      seq: seq as Seq,
      at,
      event: JSON.parse(data) as DomainEvent,
    }))
  },
})
