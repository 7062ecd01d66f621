import type { DeploymentId, EpochMs, ProjectId } from '../../../../kernel/index.ts'
import type { DomainEvent } from '../../../../modules/journal/index.ts'
import {
  type Deployment,
  type FoundDeployment,
  type Manner,
  mergeDeployment,
  type RunStatus,
} from '../../../../modules/pipelines/index.ts'
import { publish } from '../journal/publish.ts'
import { all, chunks, marks, one, run, type Tx, type Value } from '../statement.ts'
import { type DeploymentRow, deploymentColumns, toDeployment } from './rows.ts'
import { type TakenProject, takeProject } from './standing.ts'
import { storableDeployment } from './storable.ts'

type How = { readonly at: EpochMs; readonly manner: Manner }

type Entry = { readonly before: Deployment | null; readonly deployment: FoundDeployment }

export function* saveDeployments(
  id: ProjectId,
  found: readonly FoundDeployment[],
  { at, manner }: How,
): Tx<void> {
  const project = found.length === 0 ? null : yield* takeProject(id)
  if (project === null) return
  const reports = found.map(storableDeployment)
  const entries = new Map<string, Entry>()
  const ids = [...new Set(reports.map(({ externalId }) => externalId))]
  for (const before of yield* storedDeployments(id, ids)) {
    entries.set(before.externalId, { before, deployment: before })
  }
  for (const report of reports) {
    const known = entries.get(report.externalId)
    const deployment = mergeDeployment(known?.deployment ?? null, report)
    entries.set(report.externalId, { before: known?.before ?? null, deployment })
  }
  const dirty = [...entries.values()].filter(({ before, deployment }) => deployment !== before)
  if (dirty.length === 0) return
  const events: DomainEvent[] = []
  for (const entry of dirty) {
    const deploymentId = yield* write(id, entry)
    const event = changedEvent(project, deploymentId, entry)
    if (event !== null && manner === 'live') events.push(event)
  }
  yield* publish({ events, changes: [{ kind: 'project', id }] }, at)
}

function* storedDeployments(
  id: ProjectId,
  externalIds: readonly string[],
): Tx<readonly Deployment[]> {
  const found: Deployment[] = []
  for (const some of chunks(externalIds)) {
    const rows = yield* all<DeploymentRow>(
      `select ${deploymentColumns} from pipelines_deployments d
        join pipelines_projects p on p.id = d.project_id
        where d.project_id = ? and d.external_id in (${marks(some.length)})`,
      id,
      ...some,
    )
    found.push(...rows.map(toDeployment))
  }
  return found
}

const valuesOf = (of: FoundDeployment): Value[] => [
  of.environment,
  of.status,
  of.rawStatus,
  of.ref,
  of.sha,
  of.author,
  of.webUrl,
  of.createdAt,
  of.finishedAt,
  of.sourceTime,
  of.run,
]

function* write(projectId: ProjectId, { before, deployment }: Entry): Tx<DeploymentId> {
  if (before === null) {
    const { id } = yield* one<{ id: number }>(
      `insert into pipelines_deployments (environment, status, raw_status, ref, sha, author, web_url,
          created_at, finished_at, source_time, run, project_id, external_id)
        values (${marks(13)}) returning id`,
      ...valuesOf(deployment),
      projectId,
      deployment.externalId,
    )
    return id as DeploymentId
  }
  yield* run(
    `update pipelines_deployments set environment = ?, status = ?, raw_status = ?, ref = ?, sha = ?,
        author = ?, web_url = ?, created_at = ?, finished_at = ?, source_time = ?, run = ?
      where id = ?`,
    ...valuesOf(deployment),
    before.id,
  )
  return before.id
}

type Told = Extract<DomainEvent, { type: 'deployment.changed' }>['status']

/** What people are told: a deployment that was left out, or is in a state that nobody knows, is no news. */
const told: Readonly<Record<RunStatus, Told | null>> = {
  pending: 'pending',
  waiting: 'waiting',
  running: 'running',
  success: 'success',
  warning: 'success',
  failed: 'failed',
  canceled: 'canceled',
  skipped: null,
  unknown: null,
}

function changedEvent(
  project: TakenProject,
  deploymentId: DeploymentId,
  { before, deployment }: Entry,
): DomainEvent | null {
  const status = told[deployment.status]
  if (status === null || before?.status === deployment.status) return null
  return {
    type: 'deployment.changed',
    projectId: project.id,
    deploymentId,
    project: project.fullName,
    environment: deployment.environment,
    status,
    sha: deployment.sha,
    author: deployment.author,
    webUrl: deployment.webUrl,
  }
}
