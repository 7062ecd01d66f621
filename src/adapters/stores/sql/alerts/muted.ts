import type { EpochMs } from '../../../../kernel/index.ts'
import { all, chunks, marks, type Tx } from '../statement.ts'

/** Why nobody is to hear of a service just now. */
export type Mute =
  | { readonly kind: 'maintenance'; readonly name: string }
  /** Something it depends on is down. */
  | { readonly kind: 'dependency'; readonly name: string }

type Named = { service_id: number; name: string }
type Work = Named & { starts_at: number; ends_at: number; open: number }

/** Why nobody is to hear of a service at a time; `null` when nothing speaks against it. */
export type MuteOf = (serviceId: number, time: EpochMs) => Mute | null

/** What mutes some services: now, and maintenance also at an earlier time, for what is reacted to late. */
export function* mutesAmong(
  looks: readonly { readonly serviceId: number; readonly since: EpochMs }[],
  at: EpochMs,
): Tx<MuteOf> {
  const ids = [...new Set(looks.map(({ serviceId }) => serviceId))]
  const earliest = looks.reduce((least, { since }) => Math.min(least, since), at)
  const below = new Map<number, Mute>()
  const works: Work[] = []
  for (const some of chunks(ids)) {
    for (const { service_id, name } of yield* brokenBelow(some)) {
      below.set(service_id, { kind: 'dependency', name })
    }
    works.push(...(yield* workedOn(some, earliest)))
  }
  const byService = Map.groupBy(works, ({ service_id }) => service_id)
  const covers = (work: Work, time: EpochMs): boolean =>
    (work.starts_at <= time && time < work.ends_at) || (work.open === 1 && work.ends_at > at)
  return (serviceId, time) => {
    const work = byService.get(serviceId)?.find((one) => covers(one, time))
    if (work !== undefined) return { kind: 'maintenance', name: work.name }
    return below.get(serviceId) ?? null
  }
}

/** What was closed is kept for a while, with the end that it had. */
const workedOn = (ids: readonly number[], from: EpochMs): Tx<readonly Work[]> =>
  all<Work>(
    `select o.service_id, o.starts_at, o.ends_at, o.open, m.name from checks_maintained o
      join checks_maintenance m on m.id = o.maintenance_id
      where o.service_id in (${marks(ids.length)}) and o.ends_at > ?`,
    ...ids,
    from,
  )

/**
 * What something further down is down, was when it fell silent, or has just failed a check and may
 * turn down with the next one: its own trouble is told soon, and explains this one. Goes along
 * dependencies however far they go; `union` meets each pair once.
 */
const brokenBelow = (ids: readonly number[]): Tx<readonly Named[]> =>
  all<Named>(
    `with recursive below(service_id, on_id) as (
        select service_id, depends_on from services_dependencies
          where service_id in (${marks(ids.length)})
        union
        select b.service_id, d.depends_on from below b
          join services_dependencies d on d.service_id = b.on_id
      )
      select b.service_id, v.name from below b
        join checks_service_states s on s.service_id = b.on_id
        join services v on v.id = b.on_id
        where s.status = 'down' or (s.status = 'unknown' and s.definite = 'down')
          or exists (select 1 from checks_states k where k.service_id = b.on_id and k.failures > 0)
        order by b.service_id, v.id`,
    ...ids,
  )
