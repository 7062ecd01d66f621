import { invalid, type ServiceId } from '../../../../kernel/index.ts'
import { circleOf } from '../../../../modules/services/index.ts'
import { all, marks, run, type Tx, tuples } from '../statement.ts'

type Edge = { service_id: number; depends_on: number }

/**
 * Makes a service depend on these and on no others. Throws `Refusal('invalid')` at `depends_on`
 * where one is not there, or where the service would depend on itself.
 */
export function* saveDependencies(id: ServiceId, dependsOn: readonly ServiceId[]): Tx<void> {
  yield* run('delete from services_dependencies where service_id = ?', id)
  if (dependsOn.length === 0) return
  // One at a time, so that two saves do not close a circle together.
  yield* run('select one from checks_clock where one = 1 /*pg for update*/')
  yield* allThere(dependsOn)
  const edges = yield* all<Edge>(
    `with recursive reached(id) as (
        select id from services where id in (${marks(dependsOn.length)})
        union
        select d.depends_on from reached r join services_dependencies d on d.service_id = r.id
      )
      select d.service_id, d.depends_on from reached r
        join services_dependencies d on d.service_id = r.id`,
    ...dependsOn,
  )
  const circle = circleOf(
    id,
    dependsOn,
    edges.map(({ service_id, depends_on }) => ({
      serviceId: service_id as ServiceId,
      on: depends_on as ServiceId,
    })),
  )
  if (circle !== null) throw wrong(`goes in a circle: ${(yield* namesOf(circle)).join(' → ')}`)
  yield* run(
    `insert into services_dependencies (service_id, depends_on)
      values ${tuples(dependsOn.length, 2)}`,
    ...dependsOn.flatMap((on) => [id, on]),
  )
}

function* allThere(ids: readonly ServiceId[]): Tx<void> {
  const found = yield* all<{ id: number }>(
    `select id from services where id in (${marks(ids.length)})`,
    ...ids,
  )
  const missing = ids.filter((id) => found.every((one) => one.id !== id))
  if (missing.length > 0) throw wrong(`names no service: ${missing.slice(0, 5).join(', ')}`)
}

function* namesOf(ids: readonly ServiceId[]): Tx<readonly string[]> {
  const rows = yield* all<{ id: number; name: string }>(
    `select id, name from services where id in (${marks(ids.length)})`,
    ...ids,
  )
  return ids.map((id) => rows.find((row) => row.id === id)?.name ?? String(id))
}

const wrong = (message: string) => invalid([{ path: 'depends_on', message }])

/** Those that depend on a service directly. */
export function* dependentsOf(id: ServiceId): Tx<readonly number[]> {
  const rows = yield* all<{ service_id: number }>(
    'select service_id from services_dependencies where depends_on = ? order by service_id',
    id,
  )
  return rows.map(({ service_id }) => service_id)
}
