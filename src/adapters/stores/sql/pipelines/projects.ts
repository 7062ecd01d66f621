import type { ConnectionId, ProjectId } from '../../../../kernel/index.ts'
import type { EntityKind } from '../../../../modules/journal/index.ts'
import type { FindingStore, Project, Trouble } from '../../../../modules/pipelines/index.ts'
import { publish } from '../journal/publish.ts'
import { all, maybe, type Row, run, type Tx, type Value } from '../statement.ts'
import { type ProjectRow, projectColumns, projectTables, toProject, toTrouble } from './rows.ts'
import { storableId, storableText } from './storable.ts'

export function* projectsOf(id: ConnectionId): Tx<readonly Project[]> {
  return yield* selectProjects('p.connection_id = ? order by p.id', id)
}

export function* selectProjects(where: string, ...params: Value[]): Tx<readonly Project[]> {
  const rows = yield* all<ProjectRow>(
    `select ${projectColumns} from ${projectTables} where ${where}`,
    ...params,
  )
  return rows.map(toProject)
}

type Key = Parameters<FindingStore['findProject']>[1]

/** An id decides by itself: under the name of a project that is gone, another one may have come. */
export function* findProject(id: ConnectionId, { externalId, fullName }: Key): Tx<Project | null> {
  if (externalId !== null) {
    const [found] = yield* selectProjects(
      'p.connection_id = ? and p.external_id = ?',
      id,
      storableId(externalId),
    )
    return found ?? null
  }
  if (fullName === null) return null
  const [found] = yield* selectProjects(
    'p.connection_id = ? and p.full_name_key = ? order by p.listed desc, p.id desc limit 1',
    id,
    storableText(fullName).toLowerCase(),
  )
  return found ?? null
}

type Note = Parameters<FindingStore['noteProject']>[1]

type NotedRow = Row & {
  connection_id: number
  trouble: string | null
  filled_at: number | null
}

/** A look a minute at a thousand projects: only what people see is told. */
export function* noteProject(id: ProjectId, { at, trouble, filled }: Note): Tx<void> {
  const before = yield* maybe<NotedRow>(
    `select connection_id, trouble, filled_at from pipelines_projects
      where id = ? /*pg for no key update*/`,
    id,
  )
  if (before === null) return
  const isFilled = filled === true && before.filled_at === null
  yield* run(
    `update pipelines_projects set trouble = ?, refreshed_at = ?, filled_at = ? where id = ?`,
    trouble === null ? null : JSON.stringify(trouble),
    at,
    isFilled ? at : before.filled_at,
    id,
  )
  const known = toTrouble(before.trouble)
  if (!isFilled && isSameTrouble(known, trouble)) return
  const changes: { kind: EntityKind; id: number }[] = [{ kind: 'project', id }]
  // Its connection counts those that are filled, and those that fail.
  if (isFilled || (known === null) !== (trouble === null)) {
    changes.push({ kind: 'connection', id: before.connection_id })
  }
  yield* publish({ events: [], changes }, at)
}

/** Whether people see the same. When it happened, and is tried again, is not told each time. */
export const isSameTrouble = (a: Trouble | null, b: Trouble | null): boolean =>
  a?.kind === b?.kind && a?.message === b?.message
