import type { EpochMs, ProjectId } from '../../../../kernel/index.ts'
import { type FoundBranch, isSame } from '../../../../modules/pipelines/index.ts'
import { publish } from '../journal/publish.ts'
import { all, chunks, flag, marks, type Row, run, type Tx, tuples } from '../statement.ts'
import { takeProject } from './standing.ts'
import { storableBranch } from './storable.ts'

type How = { readonly at: EpochMs; readonly whole: boolean }

/** How old the time may get at which an unchanged branch was last seen. */
const seenAgainMs = 3_600_000

export function* saveBranches(
  id: ProjectId,
  found: readonly FoundBranch[],
  { at, whole }: How,
): Tx<void> {
  const project = yield* takeProject(id)
  if (project === null) return
  const stored = yield* storedBranches(id)
  const branches = new Map(found.map(storableBranch).map((branch) => [branch.name, branch]))
  const changed: FoundBranch[] = []
  const restless: string[] = []
  for (const branch of branches.values()) {
    const before = stored.get(branch.name)
    if (before === undefined || !isSame(branch, before.branch)) changed.push(branch)
    else if (at - before.seenAt >= seenAgainMs) restless.push(branch.name)
  }
  const gone = whole ? [...stored.keys()].filter((name) => !branches.has(name)) : []
  yield* upsert(id, changed, at)
  yield* ofNames('update pipelines_branches set seen_at = ? where', [at, id], restless)
  yield* ofNames('delete from pipelines_branches where', [id], gone)
  if (changed.length + gone.length === 0) return
  yield* publish({ events: [], changes: [{ kind: 'project', id }] }, at)
}

function* ofNames(verb: string, params: readonly number[], names: readonly string[]): Tx<void> {
  for (const some of chunks(names)) {
    yield* run(`${verb} project_id = ? and name in (${marks(some.length)})`, ...params, ...some)
  }
}

type BranchRow = Row & {
  name: string
  sha: string | null
  author: string | null
  message: string | null
  committed_at: number | null
  is_default: number
  web_url: string | null
  seen_at: number
}

type Stored = ReadonlyMap<string, { readonly branch: FoundBranch; readonly seenAt: EpochMs }>

function* storedBranches(id: ProjectId): Tx<Stored> {
  const rows = yield* all<BranchRow>(
    `select name, sha, author, message, committed_at, is_default, web_url, seen_at
      from pipelines_branches where project_id = ?`,
    id,
  )
  return new Map(
    rows.map((row) => {
      const branch = {
        name: row.name,
        sha: row.sha,
        author: row.author,
        message: row.message,
        committedAt: row.committed_at,
        isDefault: row.is_default === 1,
        webUrl: row.web_url,
      }
      return [row.name, { branch, seenAt: row.seen_at }]
    }),
  )
}

function* upsert(id: ProjectId, branches: readonly FoundBranch[], at: EpochMs): Tx<void> {
  for (const some of chunks(branches)) {
    yield* run(
      `insert into pipelines_branches (project_id, name, sha, author, message, committed_at,
          is_default, web_url, seen_at)
        values ${tuples(some.length, 9)}
        on conflict (project_id, name) do update set
          sha = excluded.sha, author = excluded.author, message = excluded.message,
          committed_at = excluded.committed_at, is_default = excluded.is_default,
          web_url = excluded.web_url, seen_at = excluded.seen_at`,
      ...some.flatMap((branch) => [
        id,
        branch.name,
        branch.sha,
        branch.author,
        branch.message,
        branch.committedAt,
        flag(branch.isDefault),
        branch.webUrl,
        at,
      ]),
    )
  }
}
