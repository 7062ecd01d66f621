import type { Clock, ConnectionId } from '../../kernel/index.ts'
import type { Ask, Connector, Notice, NoticeAsk, Webhooks } from './connector.ts'
import { PlatformFault } from './fault.ts'
import type { FoundProject, FoundRun } from './found.ts'
import type { ClaimedEvent, FindingStore } from './ports.ts'
import type { Project } from './project.ts'
import { isFinal } from './status.ts'
import type { Watched } from './watched.ts'

export type DeliverDeps = {
  readonly connectionId: ConnectionId
  readonly connector: Connector
  readonly webhooks: Webhooks
  readonly store: FindingStore
  readonly watched: Watched
  readonly clock: Clock
  readonly ask: Ask
  /** Whether the list of projects may be read for one that nobody knows: not for each of them. */
  readonly mayList: () => boolean
}

/**
 * What a delivery leads to: what it says is stored, and what it only points at is asked for. Doing
 * it twice is as good as once. Throws a `PlatformFault` when it has to be tried again.
 */
export async function deliver(event: ClaimedEvent, deps: DeliverDeps): Promise<void> {
  const { webhooks } = deps
  const delivery = { headers: event.headers, token: null, body: event.body }
  for (const notice of webhooks.read(delivery, event.receivedAt)) {
    const project = await projectOf(notice, deps)
    if (project === null) continue
    await keep(notice, project, deps)
    for (const ask of notice.asks ?? []) await follow(ask, project, deps)
  }
}

/** The project of a notice: as it is known, as the delivery has it, or as the platform's list has it. */
async function projectOf(notice: Notice, deps: DeliverDeps): Promise<Project | null> {
  const { connectionId, store, watched, clock } = deps
  const { found } = notice
  const known = await store.findProject(connectionId, notice.project)
  if (known !== null) return watched(known) ? known : null
  if (found !== undefined) {
    return watched(found) ? store.saveProject(connectionId, found, clock.now()) : null
  }
  if (notice.project.externalId === null && notice.project.fullName === null) return null
  if (!deps.mayList()) return null
  const listed = await listProjects(deps)
  return listed === null ? null : store.findProject(connectionId, notice.project)
}

async function listProjects(deps: DeliverDeps): Promise<readonly FoundProject[] | null> {
  const { connectionId, connector, store, watched, clock, ask } = deps
  // One that is only spoken to lists nothing, and what it told before stays.
  if (connector.isPassive) return null
  const projects = (await connector.projects(ask)).filter(watched)
  await store.saveProjects(connectionId, projects, clock.now())
  return projects
}

async function keep(
  notice: Notice,
  project: Project,
  { store, clock }: DeliverDeps,
): Promise<void> {
  const at = clock.now()
  const { runs, jobs, deployments, branches } = notice
  if (runs !== undefined) await store.saveRuns(project.id, runs, { at, manner: 'live' })
  if (jobs !== undefined) await store.saveJobs(project.id, jobs.run, jobs.jobs, at)
  if (deployments !== undefined) {
    await store.saveDeployments(project.id, deployments, { at, manner: 'live' })
  }
  if (branches !== undefined) await store.saveBranches(project.id, branches, { at, whole: false })
}

const runsRead = 30
const branchesRead = 100
const deploymentsRead = 20

/** Asks the platform for what a delivery points at. What is not there any more is no failure. */
async function follow(wanted: NoticeAsk, project: Project, deps: DeliverDeps): Promise<void> {
  try {
    await follows[wanted.kind](wanted as never, project, deps)
  } catch (error) {
    if (error instanceof PlatformFault && error.kind === 'not_found') return
    throw error
  }
}

type Follow<Kind extends NoticeAsk['kind']> = (
  wanted: Extract<NoticeAsk, { kind: Kind }>,
  project: Project,
  deps: DeliverDeps,
) => Promise<unknown>

const follows: { readonly [Kind in NoticeAsk['kind']]: Follow<Kind> } = {
  async run({ externalId }, project, deps) {
    const { connector, store, clock, ask } = deps
    const run = await connector.run(project, { externalId }, ask)
    if (run === null) return
    await store.saveRuns(project.id, [run], { at: clock.now(), manner: 'live' })
    if (isFinal(run.status)) await jobsOf(run, project, deps)
  },
  jobs: ({ run }, project, deps) => jobsOf(run, project, deps),
  async pipelines(_, project, { connector, store, clock, ask }) {
    const runs = await connector.pipelines(project, runsRead, ask)
    await store.saveRuns(project.id, runs, { at: clock.now(), manner: 'live' })
  },
  async branches(_, project, { connector, store, clock, ask }) {
    const found = await connector.branches(project, branchesRead, ask)
    const whole = found.length < branchesRead
    await store.saveBranches(project.id, found, { at: clock.now(), whole })
  },
  async deployments(_, project, { connector, store, clock, ask }) {
    const found = (await connector.deployments?.(project, deploymentsRead, ask)) ?? []
    await store.saveDeployments(project.id, found, { at: clock.now(), manner: 'live' })
  },
  projects: (_, __, deps) => listProjects(deps),
}

async function jobsOf(
  run: Pick<FoundRun, 'externalId' | 'attempt'>,
  project: Project,
  { connector, store, clock, ask }: DeliverDeps,
): Promise<void> {
  const jobs = await connector.jobs?.(project, run, ask)
  if (jobs !== undefined) await store.saveJobs(project.id, run, jobs, clock.now())
}
