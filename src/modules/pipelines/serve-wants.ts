import type { Clock, ConnectionId, Logger, ProjectId } from '../../kernel/index.ts'
import { fulfil, type OwnWant } from './fulfil.ts'
import type { Opened } from './opened.ts'
import type { FindingStore } from './ports.ts'
import type { Wanted, WantStore } from './want.ts'

export type ServeDeps = {
  readonly store: FindingStore & WantStore
  readonly opened: ReadonlyMap<ConnectionId, Opened>
  readonly clock: Clock
  readonly log: Logger
  readonly signal: AbortSignal
}

const atOnce = 20

/** Does what is wanted of the platforms. @returns whether there may be more. */
export async function serveWants(deps: ServeDeps): Promise<boolean> {
  const wants = await deps.store.wants(atOnce)
  await Promise.all(wants.map((wanted) => serve(wanted, deps)))
  return wants.length === atOnce
}

async function serve(wanted: Wanted, deps: ServeDeps): Promise<void> {
  const { want, projectId } = wanted
  const entry = deps.opened.get(wanted.connectionId)
  if (entry !== undefined) {
    if (want.kind === 'projects' || projectId === null) entry.loop.hasten(null)
    else if (want.kind === 'refresh') entry.loop.hasten(projectId)
    else await serveOwn({ want, projectId }, entry, deps)
  }
  await deps.store.settleWant(wanted.id)
}

async function serveOwn(
  { want, projectId }: { readonly want: OwnWant; readonly projectId: ProjectId },
  { connection, connector }: Opened,
  { store, clock, log, signal }: ServeDeps,
): Promise<void> {
  const projects = await store.projectsOf(connection.id)
  const project = projects.find(({ id }) => id === projectId)
  if (project === undefined) return
  const ask = { priority: 'user', signal } as const
  const fault = await fulfil(want, project, { connector, store, clock, ask })
  if (fault === null) return
  log.info('a platform did not do what was wanted', {
    project: project.fullName,
    want: want.kind,
    why: fault.message,
  })
}
