import type { Clock, Logger, ProjectId } from '../../kernel/index.ts'
import { fulfil, type OwnWant } from './fulfil.ts'
import type { Opened } from './opened.ts'
import type { FindingStore, PipelineReader } from './ports.ts'
import type { Wanted, WantStore } from './want.ts'

export type ServeDeps = {
  readonly store: FindingStore & WantStore & Pick<PipelineReader, 'project'>
  /** Whether this copy may do something at platforms: a restored one may only look. */
  readonly mayAct: () => Promise<boolean>
  readonly clock: Clock
  readonly log: Logger
}

const atOnce = 20

/** Does what is wanted of one connection's platform, until nothing is or it is closed. */
export async function serveWants(entry: Opened, deps: ServeDeps): Promise<void> {
  const { signal } = entry.stop
  while (!signal.aborted) {
    const wants = await deps.store.wants(entry.connection.id, atOnce)
    for (const wanted of wants) {
      if (signal.aborted) return
      await serve(wanted, entry, deps)
    }
    if (wants.length < atOnce) return
  }
}

async function serve(wanted: Wanted, entry: Opened, deps: ServeDeps): Promise<void> {
  const { want, projectId } = wanted
  // Done at most once, whatever happens afterwards: what is started twice is worse than not at all.
  if (want.kind === 'rerun') {
    const isOurs = await deps.store.settleWant(wanted.id)
    if (isOurs && projectId !== null) await serveOwn({ want, projectId }, entry, deps)
    return
  }
  if (want.kind === 'projects' || projectId === null) entry.loop.hasten(null)
  else if (want.kind === 'refresh') entry.loop.hasten(projectId)
  else await serveOwn({ want, projectId }, entry, deps)
  await deps.store.settleWant(wanted.id)
}

async function serveOwn(
  { want, projectId }: { readonly want: OwnWant; readonly projectId: ProjectId },
  { connector, memory, stop }: Opened,
  { store, mayAct, clock, log }: ServeDeps,
): Promise<void> {
  const project = await store.project(projectId)
  if (project === null) return
  if (want.kind === 'rerun' && !(await mayAct())) {
    log.warn('a run was not started again: this copy was restored and is not armed', {
      project: project.fullName,
    })
    return
  }
  const ask = { priority: 'user', signal: stop.signal } as const
  if (want.kind === 'jobs') memory.looksInto(projectId, want.run, clock.now())
  const fault = await fulfil(want, project, { connector, store, clock, ask })
  if (fault === null) return
  log.info('a platform did not do what was wanted', {
    project: project.fullName,
    want: want.kind,
    why: fault.message,
  })
}
