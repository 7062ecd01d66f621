import type { EpochMs, ProjectId } from '../../../../kernel/index.ts'
import type { Day, FoundRun, Run } from '../../../../modules/pipelines/index.ts'
import {
  all,
  chunks,
  flag,
  marks,
  one,
  type Row,
  run,
  type Tx,
  tuples,
  type Value,
} from '../statement.ts'
import { type RunRow, runColumns, toRun } from './rows.ts'

export type StoredRun = Run & { readonly day: Day }

/** A run as it is to be written. */
export type RunValues = {
  readonly projectId: ProjectId
  readonly run: FoundRun
  readonly superseded: boolean
  readonly seenAt: EpochMs
  readonly day: Day
}

export const keyOf = ({ externalId, attempt }: Pick<FoundRun, 'externalId' | 'attempt'>): string =>
  `${attempt} ${externalId}`

/** All attempts of these runs. */
export function* attemptsOf(
  id: ProjectId,
  externalIds: readonly string[],
): Tx<readonly StoredRun[]> {
  const found: StoredRun[] = []
  for (const some of chunks([...new Set(externalIds)])) {
    const rows = yield* all<RunRow & { day: number }>(
      `select ${runColumns}, r.day from pipelines_runs r
        where r.project_id = ? and r.external_id in (${marks(some.length)})`,
      id,
      ...some,
    )
    for (const row of rows) found.push({ ...toRun(row), day: row.day })
  }
  return found
}

/** The zone of days. Whoever would change it waits until the runs that were given a day are committed. */
export function* teamZone(): Tx<string> {
  const { time_zone } = yield* one<{ time_zone: string }>(
    'select time_zone from pipelines_calendar where one = 1 /*pg for key share*/',
  )
  return time_zone
}

const written = [
  'project_id',
  'external_id',
  'attempt',
  'number',
  'title',
  'status',
  'raw_status',
  'ref',
  'branch',
  'sha',
  'author',
  'message',
  'cause',
  'web_url',
  'created_at',
  'started_at',
  'finished_at',
  'duration_ms',
  'queued_ms',
  'source_time',
  'parent_project',
  'parent_run',
  'partial',
  'superseded',
  'seen_at',
  'day',
] as const

const valuesOf = ({ projectId, run: of, superseded, seenAt, day }: RunValues): Value[] => [
  projectId,
  of.externalId,
  of.attempt,
  of.number,
  of.title,
  of.status,
  of.rawStatus,
  of.ref,
  of.branch,
  of.sha,
  of.author,
  of.message,
  of.trigger,
  of.webUrl,
  of.createdAt,
  of.startedAt,
  of.finishedAt,
  of.durationMs,
  of.queuedMs,
  of.sourceTime,
  of.parent?.project ?? null,
  of.parent?.run ?? null,
  flag(of.partial),
  flag(superseded),
  seenAt,
  day,
]

type KeyRow = Row & { id: number; external_id: string; attempt: number }

/** @returns the ids that they were given, by `keyOf`. */
export function* insertRuns(runs: readonly RunValues[]): Tx<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>()
  for (const some of chunks(runs)) {
    const rows = yield* all<KeyRow>(
      `insert into pipelines_runs (${written.join(', ')})
        values ${tuples(some.length, written.length)} returning id, external_id, attempt`,
      ...some.flatMap(valuesOf),
    )
    for (const row of rows) {
      ids.set(keyOf({ externalId: row.external_id, attempt: row.attempt }), row.id)
    }
  }
  return ids
}

const updateText = `update pipelines_runs set ${written
  .map((column) => `${column} = ?`)
  .join(', ')} where id = ?`

export const updateRun = (id: number, values: RunValues): Tx<void> =>
  run(updateText, ...valuesOf(values), id)

/** Runs that were seen as they are, so that they are not taken for forgotten ones. */
export function* touchRuns(ids: readonly number[], at: EpochMs): Tx<void> {
  for (const some of chunks(ids)) {
    yield* run(
      `update pipelines_runs set seen_at = ? where id in (${marks(some.length)})`,
      at,
      ...some,
    )
  }
}
