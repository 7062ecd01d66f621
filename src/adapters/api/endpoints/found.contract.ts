import type { ConnectionId, ProjectId } from '../../../kernel/index.ts'
import type { FoundProject, FoundRun } from '../../../modules/pipelines/index.ts'
import { clock, type House, type Person } from '../house.contract.ts'
import * as examples from './connection-examples.ts'

/** What a connector finds, for suites that need some of it. */
export const aProject = (name: string, differs: Partial<FoundProject> = {}): FoundProject => ({
  externalId: `id of ${name}`,
  name,
  fullName: `acme/${name}`,
  description: null,
  visibility: 'private',
  avatarUrl: null,
  defaultBranch: 'main',
  webUrl: `https://github.com/acme/${name}`,
  lastActivityAt: null,
  archived: false,
  ...differs,
})

export const aRun = (externalId: string, differs: Partial<FoundRun> = {}): FoundRun => {
  const createdAt = differs.createdAt ?? clock.now() - 3_600_000
  return {
    externalId,
    attempt: 1,
    number: null,
    title: 'CI',
    status: 'success',
    rawStatus: 'completed/success',
    ref: null,
    branch: 'main',
    sha: externalId.padEnd(40, '0'),
    author: 'ana',
    message: null,
    trigger: 'push',
    webUrl: null,
    createdAt,
    startedAt: createdAt,
    finishedAt: createdAt + 60_000,
    durationMs: 60_000,
    queuedMs: 2_000,
    sourceTime: createdAt + 60_000,
    parent: null,
    partial: false,
    ...differs,
  }
}

/** A connection with these projects, each with its runs. @returns ids by name. */
export async function seed(
  { ask, store }: House,
  editor: Person,
  projects: Readonly<Record<string, readonly FoundRun[]>>,
): Promise<{ connection: ConnectionId; projects: Readonly<Record<string, ProjectId>> }> {
  const made = await ask('POST', '/api/v1/connections', { as: editor, json: examples.draft })
  const connection = made.json.id as ConnectionId
  const at = clock.now()
  const found = Object.keys(projects).map((name) => aProject(name))
  const saved = await store.pipelines.saveProjects(connection, found, at)
  const ids: Record<string, ProjectId> = {}
  for (const { id, name } of saved) {
    ids[name] = id
    const runs = projects[name] ?? []
    if (runs.length === 0) continue
    await store.pipelines.saveRuns(id, runs, { at, manner: 'history' })
    await store.pipelines.noteProject(id, { at, trouble: null, filled: true })
  }
  return { connection, projects: ids }
}
