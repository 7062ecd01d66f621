import type { RunId } from '../../../../kernel/index.ts'
import type { DomainEvent } from '../../../../modules/journal/index.ts'
import {
  type FoundRun,
  isFinal,
  type RunStatus,
  type TurnRun,
  turnOf,
} from '../../../../modules/pipelines/index.ts'
import { all, type Row, type Tx } from '../statement.ts'
import type { TakenProject } from './standing.ts'

/** What is told of a run that has ended; `null` for one that has not. */
export function* finishedEvent(
  project: TakenProject,
  run: FoundRun & { readonly id: RunId },
): Tx<DomainEvent | null> {
  const { status, branch } = run
  if (!isFinal(status)) return null
  return {
    type: 'run.finished',
    projectId: project.id,
    runId: run.id,
    project: project.fullName,
    title: run.title,
    status,
    turn: turnOf(run, yield* before(project, run)),
    branch,
    isDefaultBranch: branch !== null && branch === project.defaultBranch,
    sha: run.sha,
    author: run.author,
    webUrl: run.webUrl,
  }
}

type OtherRow = Row & {
  external_id: string
  attempt: number
  status: string
  created_at: number
}

/** Some that were created at once may stand between it and the one before. */
const comparedMost = 20

function* before(project: TakenProject, run: FoundRun): Tx<readonly TurnRun[]> {
  // `is not distinct from` would not use an index.
  const same = (column: string, value: string | null) =>
    value === null ? `${column} is null` : `${column} = ?`
  const rows = yield* all<OtherRow>(
    `select external_id, attempt, status, created_at from pipelines_runs
      where project_id = ? and ${same('branch', run.branch)} and ${same('title', run.title)}
        and created_at <= ? and status in ('success', 'warning', 'failed')
      order by created_at desc, id desc limit ${comparedMost}`,
    project.id,
    ...[run.branch, run.title].filter((value) => value !== null),
    run.createdAt,
  )
  return rows.map((row) => ({
    externalId: row.external_id,
    attempt: row.attempt,
    status: row.status as RunStatus,
    createdAt: row.created_at,
  }))
}
