import type { Clock } from '../../kernel/index.ts'
import type { Ask, Connector, NoticeAsk } from './connector.ts'
import { PlatformFault } from './fault.ts'
import type { FoundRun } from './found.ts'
import type { Opened } from './opened.ts'
import type { FindingStore } from './ports.ts'
import type { Project } from './project.ts'
import { isFinal } from './status.ts'

export type AskDeps = {
  readonly entry: Pick<Opened, 'loop'>
  readonly connector: Connector
  readonly store: FindingStore
  readonly clock: Clock
  readonly ask: Ask
}

const runsRead = 30
const branchesRead = 100
const deploymentsRead = 20

/** Asks the platform for what a delivery points at. What is not there any more is no failure. */
export async function followAsk(wanted: NoticeAsk, project: Project, deps: AskDeps): Promise<void> {
  try {
    await follow(wanted, project, deps)
  } catch (error) {
    if (error instanceof PlatformFault && error.kind === 'not_found') return
    throw error
  }
}

async function follow(wanted: NoticeAsk, project: Project, deps: AskDeps): Promise<void> {
  const { entry, connector, store, clock, ask } = deps
  switch (wanted.kind) {
    case 'run':
      return runOf(wanted.externalId, project, deps)
    case 'jobs':
      return jobsOf(wanted.run, project, deps)
    case 'pipelines': {
      const runs = await connector.pipelines(project, runsRead, ask)
      await store.saveRuns(project.id, runs, { at: clock.now(), manner: 'live' })
      return
    }
    case 'branches': {
      const found = await connector.branches(project, branchesRead, ask)
      const whole = found.length < branchesRead
      return store.saveBranches(project.id, found, { at: clock.now(), whole })
    }
    case 'deployments': {
      const found = (await connector.deployments?.(project, deploymentsRead, ask)) ?? []
      return store.saveDeployments(project.id, found, { at: clock.now(), manner: 'live' })
    }
    case 'projects':
      return entry.loop.hasten(null)
  }
}

async function runOf(externalId: string, project: Project, deps: AskDeps): Promise<void> {
  const { connector, store, clock, ask } = deps
  const run = await connector.run(project, { externalId }, ask)
  if (run === null) return
  await store.saveRuns(project.id, [run], { at: clock.now(), manner: 'live' })
  if (isFinal(run.status)) await jobsOf(run, project, deps)
}

async function jobsOf(
  run: Pick<FoundRun, 'externalId' | 'attempt'>,
  project: Project,
  { connector, store, clock, ask }: AskDeps,
): Promise<void> {
  const jobs = await connector.jobs?.(project, run, ask)
  if (jobs !== undefined) await store.saveJobs(project.id, run, jobs, clock.now())
}
