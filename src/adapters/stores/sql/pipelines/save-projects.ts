import { type ConnectionId, type EpochMs, notFound } from '../../../../kernel/index.ts'
import type { EntityKind } from '../../../../modules/journal/index.ts'
import { type FoundProject, isSame, type Project } from '../../../../modules/pipelines/index.ts'
import { publish } from '../journal/publish.ts'
import { all, chunks, flag, marks, maybe, run, type Tx, tuples, type Value } from '../statement.ts'
import { projectsOf, selectProjects } from './projects.ts'
import { restand, takeProject } from './standing.ts'
import { storableProject } from './storable.ts'

export type Saving = { readonly connectionId: ConnectionId; readonly at: EpochMs }

export function* saveProjects(
  { connectionId, at }: Saving,
  found: readonly FoundProject[],
): Tx<readonly Project[]> {
  if (!(yield* takeConnection(connectionId))) return []
  const present = yield* projectsOf(connectionId)
  const wanted = new Map(found.map(storableProject).map((one) => [one.externalId, one]))
  const gone = present.filter(({ externalId, listed }) => listed && !wanted.has(externalId))
  yield* unlist(gone)
  const written = yield* write({ connectionId, at }, present, [...wanted.values()])
  const changed = [...written, ...gone.map(({ id }) => id)]
  if (changed.length === 0) return present.filter(({ listed }) => listed)
  const isCountChanged =
    gone.length > 0 || present.filter(({ listed }) => listed).length !== wanted.size
  yield* tell({ connectionId, at }, changed, isCountChanged)
  return yield* selectProjects('p.connection_id = ? and p.listed = 1 order by p.id', connectionId)
}

/** A delivery tells less than a list: what it leaves out stays as it is known. */
export function* saveProject({ connectionId, at }: Saving, found: FoundProject): Tx<Project> {
  if (!(yield* takeConnection(connectionId))) throw notFound('connection', connectionId)
  const wanted = storableProject(found)
  const is = 'p.connection_id = ? and p.external_id = ?'
  const present = yield* selectProjects(is, connectionId, wanted.externalId)
  const [before] = present
  const written = yield* write({ connectionId, at }, present, [
    before === undefined ? wanted : keepKnown(before, wanted),
  ])
  yield* tell({ connectionId, at }, written, before?.listed !== true)
  const [saved] = yield* selectProjects(is, connectionId, wanted.externalId)
  if (saved === undefined) throw new Error('a project was not inserted')
  return saved
}

const keepKnown = (known: Project, found: FoundProject): FoundProject => ({
  ...found,
  description: found.description ?? known.description,
  visibility: found.visibility ?? known.visibility,
  avatarUrl: found.avatarUrl ?? known.avatarUrl,
  defaultBranch: found.defaultBranch ?? known.defaultBranch,
  webUrl: found.webUrl ?? known.webUrl,
  lastActivityAt: found.lastActivityAt ?? known.lastActivityAt,
})

/** Two lists of one connection wait for each other here. `false`: it is gone. */
function* takeConnection(id: ConnectionId): Tx<boolean> {
  const row = yield* maybe(
    'select id from pipelines_connections where id = ? /*pg for no key update*/',
    id,
  )
  return row !== null
}

/** Writes those that are new or have changed. @returns their ids. */
function* write(
  { connectionId, at }: Saving,
  present: readonly Project[],
  wanted: readonly FoundProject[],
): Tx<readonly number[]> {
  const known = new Map(present.map((project) => [project.externalId, project]))
  const written: number[] = []
  const fresh: FoundProject[] = []
  for (const project of wanted) {
    const before = known.get(project.externalId)
    if (before === undefined) fresh.push(project)
    else if (!before.listed || !isSame(project, before)) {
      yield* update(before, project, at)
      written.push(before.id)
    }
  }
  for (const some of chunks(fresh)) {
    const rows = yield* all<{ id: number }>(
      `insert into pipelines_projects (${columns.join(', ')}, seen_at, connection_id, external_id,
          listed, status, recent, active)
        values ${tuples(some.length, columns.length + 7)} returning id`,
      ...some.flatMap((project) => [
        ...valuesOf(project),
        at,
        connectionId,
        project.externalId,
        1,
        'unknown',
        '',
        0,
      ]),
    )
    written.push(...rows.map(({ id }) => id))
  }
  return written
}

const columns = [
  'name',
  'full_name',
  'full_name_key',
  'description',
  'visibility',
  'avatar_url',
  'default_branch',
  'web_url',
  'last_activity_at',
  'archived',
] as const

const valuesOf = (of: FoundProject): Value[] => [
  of.name,
  of.fullName,
  of.fullName.toLowerCase(),
  of.description,
  of.visibility,
  of.avatarUrl,
  of.defaultBranch,
  of.webUrl,
  of.lastActivityAt,
  flag(of.archived),
]

const updateText = `update pipelines_projects set ${columns
  .map((column) => `${column} = ?`)
  .join(', ')}, seen_at = ?, listed = 1 where id = ?`

function* update(before: Project, project: FoundProject, at: EpochMs): Tx<void> {
  yield* run(updateText, ...valuesOf(project), at, before.id)
  if (before.defaultBranch === project.defaultBranch) return
  // How it stands is a question of that branch.
  const taken = yield* takeProject(before.id)
  if (taken !== null) yield* restand(taken)
}

function* unlist(projects: readonly Project[]): Tx<void> {
  for (const some of chunks(projects)) {
    yield* run(
      `update pipelines_projects set listed = 0 where id in (${marks(some.length)})`,
      ...some.map(({ id }) => id),
    )
  }
}

function* tell(
  { connectionId, at }: Saving,
  ids: readonly number[],
  isCountChanged: boolean,
): Tx<void> {
  if (ids.length === 0) return
  const changes: { kind: EntityKind; id: number }[] = ids.map((id) => ({ kind: 'project', id }))
  // People see how many it has.
  if (isCountChanged) changes.push({ kind: 'connection', id: connectionId })
  yield* publish({ events: [], changes }, at)
}
