import type { EpochMs, ProjectId } from '../../../../kernel/index.ts'
import type {
  Snapshot,
  SnapshotKind,
  Snapshots,
  Trouble,
} from '../../../../modules/pipelines/index.ts'
import { publish } from '../journal/publish.ts'
import { maybe, type Row, run, type Tx } from '../statement.ts'

type SnapshotRow = Row & {
  value: string | null
  fetched_at: number | null
  trouble: string | null
}

const stored = (id: ProjectId, kind: SnapshotKind) =>
  maybe<SnapshotRow>(
    'select value, fetched_at, trouble from pipelines_snapshots where project_id = ? and kind = ?',
    id,
    kind,
  )

export function* snapshotOf<Kind extends SnapshotKind>(
  id: ProjectId,
  kind: Kind,
): Tx<Snapshot<Kind>> {
  const row = yield* stored(id, kind)
  return {
    value: row?.value == null ? null : (JSON.parse(row.value) as Snapshots[Kind]),
    fetchedAt: row?.fetched_at ?? null,
    trouble: row?.trouble == null ? null : (JSON.parse(row.trouble) as Trouble),
  }
}

type Found = { readonly at: EpochMs } & (
  | { readonly value: Snapshots[SnapshotKind] }
  | { readonly trouble: Trouble }
)

/** The ledger hears of what a page would show differently, and of a first answer even when it is empty. */
export function* saveSnapshot(id: ProjectId, kind: SnapshotKind, found: Found): Tx<void> {
  const isThere = yield* maybe('select 1 from pipelines_projects where id = ?', id)
  if (isThere === null) return
  const before = yield* stored(id, kind)
  const after: SnapshotRow =
    'value' in found
      ? { value: JSON.stringify(found.value), fetched_at: found.at, trouble: null }
      : {
          value: before?.value ?? null,
          fetched_at: before?.fetched_at ?? null,
          trouble: JSON.stringify(found.trouble),
        }
  yield* run(
    `insert into pipelines_snapshots (project_id, kind, value, fetched_at, trouble)
      values (?, ?, ?, ?, ?)
      on conflict (project_id, kind) do update set
        value = excluded.value, fetched_at = excluded.fetched_at, trouble = excluded.trouble`,
    id,
    kind,
    after.value,
    after.fetched_at,
    after.trouble,
  )
  if (isSame(before, after)) return
  yield* publish({ events: [], changes: [{ kind: 'project', id }] }, found.at)
}

const isSame = (before: SnapshotRow | null, after: SnapshotRow): boolean =>
  before !== null &&
  before.value === after.value &&
  messageOf(before.trouble) === messageOf(after.trouble)

const messageOf = (trouble: string | null): string | null =>
  trouble === null ? null : (JSON.parse(trouble) as Trouble).message
