import type { ServiceId } from '../../../../kernel/index.ts'
import type { Slot } from '../../../../modules/checks/index.ts'
import { all, chunks, marks, type Tx } from '../statement.ts'

type Stretch = { service_id: number; starts_at: number; ends_at: number }

/** Tells which slots of these services lie in a maintenance. */
export type Within = (serviceId: ServiceId, slot: Slot) => boolean

export function* maintenanceOf(ids: readonly ServiceId[]): Tx<Within> {
  const stretches: Stretch[] = []
  for (const some of chunks(ids)) {
    const rows = yield* all<Stretch>(
      `select service_id, starts_at, ends_at from checks_maintained
        where service_id in (${marks(some.length)})`,
      ...some,
    )
    stretches.push(...rows)
  }
  if (stretches.length === 0) return () => false
  const byService = Map.groupBy(stretches, ({ service_id }) => service_id)
  return (serviceId, slot) =>
    (byService.get(serviceId) ?? []).some((one) => one.starts_at <= slot && slot < one.ends_at)
}
