import type { Clock } from '../../kernel/index.ts'
import type { Ask, Connector } from './connector.ts'
import { PlatformFault } from './fault.ts'
import { troubleOf } from './look.ts'
import type { FindingStore } from './ports.ts'
import type { Project } from './project.ts'
import type { Want, WantStore } from './want.ts'

export type FulfilDeps = {
  readonly connector: Connector
  readonly store: FindingStore & Pick<WantStore, 'saveSnapshot'>
  readonly clock: Clock
  readonly ask: Ask
}

/** Wants that a project's own look does. */
export type OwnWant = Exclude<Want, { kind: 'refresh' | 'projects' }>

const listRead = 50

/**
 * Does what somebody wants of a project's platform. A failure is stored where the answer would have
 * been; it is not tried again by itself, since whoever wanted it can ask again.
 */
export async function fulfil(
  want: OwnWant,
  project: Project,
  deps: FulfilDeps,
): Promise<PlatformFault | null> {
  try {
    await does[want.kind](want as never, project, deps)
    return null
  } catch (error) {
    if (!(error instanceof PlatformFault)) throw error
    const fault = error
    if (want.kind === 'jobs' && isForGood(fault)) {
      // None, instead of asking for ever.
      await deps.store.saveJobs(project.id, want.run, [], deps.clock.now())
    }
    if (want.kind === 'merge_requests' || want.kind === 'issues') {
      const at = deps.clock.now()
      await deps.store.saveSnapshot(project.id, want.kind, { at, trouble: troubleOf(fault, at) })
    }
    return fault
  }
}

/** Another try gives the same. */
const isForGood = ({ kind }: PlatformFault): boolean =>
  kind === 'not_found' || kind === 'forbidden' || kind === 'disabled'

type Does<Kind extends OwnWant['kind']> = (
  want: Extract<OwnWant, { kind: Kind }>,
  project: Project,
  deps: FulfilDeps,
) => Promise<void>

const does: { readonly [Kind in OwnWant['kind']]: Does<Kind> } = {
  async merge_requests(_, project, { connector, store, clock, ask }) {
    const value = (await connector.mergeRequests?.(project, listRead, ask)) ?? []
    await store.saveSnapshot(project.id, 'merge_requests', { at: clock.now(), value })
  },
  async issues(_, project, { connector, store, clock, ask }) {
    const value = (await connector.issues?.(project, listRead, ask)) ?? []
    await store.saveSnapshot(project.id, 'issues', { at: clock.now(), value })
  },
  async jobs({ run }, project, { connector, store, clock, ask }) {
    const jobs = (await connector.jobs?.(project, run, ask)) ?? []
    await store.saveJobs(project.id, run, jobs, clock.now())
  },
  async rerun({ run }, project, { connector, store, clock, ask }) {
    await connector.rerun?.(project, run, ask)
    const again = await connector.latestPipeline(project, null, ask)
    if (again === null) return
    await store.saveRuns(project.id, [again], { at: clock.now(), manner: 'live' })
  },
}
