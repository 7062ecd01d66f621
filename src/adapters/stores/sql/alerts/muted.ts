import { all, chunks, marks, type Tx } from '../statement.ts'

/** Why nobody is to hear of a service just now. */
export type Mute =
  | { readonly kind: 'maintenance'; readonly name: string }
  /** Something it depends on is down. */
  | { readonly kind: 'dependency'; readonly name: string }

type Named = { service_id: number; name: string }

/** The services among these of which nobody is to hear at that time. */
export function* mutedAmong(ids: readonly number[], at: number): Tx<ReadonlyMap<number, Mute>> {
  const muted = new Map<number, Mute>()
  for (const some of chunks(ids)) {
    for (const { service_id, name } of yield* brokenBelow(some)) {
      muted.set(service_id, { kind: 'dependency', name })
    }
    for (const { service_id, name } of yield* workedOn(some, at)) {
      muted.set(service_id, { kind: 'maintenance', name })
    }
  }
  return muted
}

/** What was closed is kept for a while, and has an end that lies behind. */
const workedOn = (ids: readonly number[], at: number): Tx<readonly Named[]> =>
  all<Named>(
    `select o.service_id, m.name from checks_maintained o
      join checks_maintenance m on m.id = o.maintenance_id
      where o.service_id in (${marks(ids.length)}) and o.open = 1 and o.ends_at > ?`,
    ...ids,
    at,
  )

/** Goes along dependencies however far they go; `union` meets each pair once. */
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
        join checks_service_states s on s.service_id = b.on_id and s.status = 'down'
        join services v on v.id = b.on_id
        order by b.service_id, v.id`,
    ...ids,
  )
