import { dayOf, type RunStatus } from '../../../../modules/pipelines/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all, chunks, flag, one, run, type Tx, tuples } from '../statement.ts'
import { markBehind } from './rollup-rows.ts'

/** Rows put in past the stores, for suites that need many of them, or odd ones. */
export type Seed = {
  readonly id: number
  readonly projectId: number
  readonly status: RunStatus
  readonly createdAt: number
  readonly durationMs: number | null
  readonly queuedMs: number | null
  readonly superseded: boolean
}

/** A connection with so many projects. @returns their ids. */
export function* seedProjects(
  connection: { readonly id: number; readonly platform: string },
  count: number,
): Tx<readonly number[]> {
  const { id, platform } = connection
  yield* run(
    `insert into pipelines_connections
      (id, name, platform, config, enabled, owned, rev, created_at, updated_at)
      values (?, ?, ?, '{}', 1, 0, 1, 0, 0)`,
    id,
    `connection ${id}`,
    platform,
  )
  const columns = `id, connection_id, external_id, name, full_name, full_name_key, archived, listed,
    seen_at, status, recent, active`
  const ids = Array.from({ length: count }, (_, i) => id * 10_000 + i)
  for (const some of chunks(ids)) {
    yield* run(
      `insert into pipelines_projects (${columns}) values ${tuples(some.length, 12)}`,
      ...some.flatMap((project) => {
        const name = `team/project-${project}`
        return [project, id, `${project}`, name, name, name, 0, 1, 0, 'unknown', '', 0]
      }),
    )
  }
  return ids
}

/** Writes runs anew, whatever they were, and notes what that leaves behind, as the stores do. */
export function* putRuns(seeds: readonly Seed[]): Tx<void> {
  const { zone } = yield* one<{ zone: string }>(
    'select time_zone as zone from pipelines_calendar where one = 1 /*pg for key share*/',
  )
  for (const seed of seeds) {
    const day = dayOf(seed.createdAt, zone)
    const before = yield* all<{ day: number }>(
      'delete from pipelines_runs where id = ? returning day',
      seed.id,
    )
    yield* run(
      `insert into pipelines_runs (id, project_id, external_id, attempt, status, raw_status,
        created_at, duration_ms, queued_ms, source_time, partial, superseded, seen_at, day)
        values (?, ?, ?, 1, ?, '', ?, ?, ?, 0, 0, ?, 0, ?)`,
      seed.id,
      seed.projectId,
      `${seed.id}`,
      seed.status,
      seed.createdAt,
      seed.durationMs,
      seed.queuedMs,
      flag(seed.superseded),
      day,
    )
    const { projectId } = seed
    yield* markBehind([{ projectId, day }, ...before.map((one) => ({ projectId, day: one.day }))])
  }
}

/** Everything that was put in is taken out. */
export const forgetAll = (driver: Driver): Promise<void> =>
  driver.write(function* () {
    yield* run('delete from pipelines_runs')
    yield* run('delete from pipelines_behind')
    yield* run('delete from pipelines_rollups')
    yield* run(`update pipelines_calendar set time_zone = 'UTC', walked_to = null`)
  })
