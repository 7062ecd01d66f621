import type { EpochMs, ServiceId } from '../../../../kernel/index.ts'
import { covers, nextPeriod, type PlannedWork } from '../../../../modules/checks/index.ts'
import { all, type Tx } from '../statement.ts'
import { selectMaintenances } from './rows.ts'

const most = 200

/** What is under way, and the next period of what is planned, soonest first. */
export function* planned(at: EpochMs): Tx<readonly PlannedWork[]> {
  const kept = yield* selectMaintenances(
    'where next_at is not null order by next_at, id limit ?',
    most,
  )
  if (kept.length === 0) return []
  const services = yield* all<{ id: number; tags: string }>('select id, tags from services')
  const catalogue = services.map(({ id, tags }) => ({
    id: id as ServiceId,
    tags: JSON.parse(tags) as string[],
  }))
  return kept.flatMap(({ plan, scope, active }) => {
    const period = active ?? nextPeriod(plan, at)
    if (period === null) return []
    const within = catalogue.filter((service) => service.id !== 0 && covers(scope, service))
    return [{ startsAt: period.from, endsAt: period.to, services: within.map(({ id }) => id) }]
  })
}
