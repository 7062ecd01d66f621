import type { Clock } from '../../kernel/index.ts'
import type { Ask, Connector, Notice, Webhooks } from './connector.ts'
import { faultOf, PlatformFault } from './fault.ts'
import { followAsk } from './follow-ask.ts'
import type { Opened } from './opened.ts'
import type { ClaimedEvent, FindingStore } from './ports.ts'
import type { Project } from './project.ts'
import { isFinal } from './status.ts'
import type { Watched } from './watched.ts'

export type DeliverDeps = {
  readonly entry: Pick<Opened, 'connection' | 'loop' | 'memory'>
  readonly connector: Connector
  readonly webhooks: Webhooks
  readonly store: FindingStore
  readonly watched: Watched
  readonly clock: Clock
  readonly ask: Ask
}

/** The list of projects is being read again: by then a new one is known. */
const listedSoonMs = 5_000

/**
 * What a delivery leads to: what it says is stored, and what it only points at is asked for. Doing
 * it twice is as good as once. Throws a `PlatformFault` when it has to be tried again.
 */
export async function deliver(event: ClaimedEvent, deps: DeliverDeps): Promise<void> {
  const notices = readNotices(event, deps)
  const unknown: Notice[] = []
  let isKnown = false
  for (const notice of notices) {
    const project = await projectOf(notice, deps)
    if (project === null) {
      unknown.push(notice)
      continue
    }
    isKnown = true
    if (project === 'unwatched') continue
    await keep(notice, project, deps)
    await followAll(notice, project, { event, deps })
    if (tellsOfRuns(notice)) deps.entry.loop.delivered(project.id)
  }
  // Of several places that it may be about, one that is known is the one.
  if (!isKnown && unknown.length > 0) lookFor(unknown, deps)
}

/** A mistake in reading is the delivery's: it is given up, and can be processed again when it is mended. */
function readNotices(event: ClaimedEvent, { webhooks }: DeliverDeps): readonly Notice[] {
  try {
    const delivery = { headers: event.headers, token: null, body: event.body }
    return webhooks.read(delivery, event.receivedAt)
  } catch (error) {
    throw faultOf(error)
  }
}

const tellsOfRuns = ({ runs = [], asks = [] }: Notice): boolean =>
  runs.length > 0 || asks.some(({ kind }) => kind === 'run' || kind === 'pipelines')

/** The project of a notice: as it is known, or as the delivery has it; `null` when nobody knows it. */
async function projectOf(
  notice: Notice,
  { entry, store, watched, clock }: DeliverDeps,
): Promise<Project | 'unwatched' | null> {
  const { found } = notice
  const known = await store.findProject(entry.connection.id, notice.project)
  if (known !== null) return watched(known) ? known : 'unwatched'
  if (found === undefined) return null
  if (!watched(found)) return 'unwatched'
  return store.saveProject(entry.connection.id, found, clock.now())
}

/**
 * Has the list of projects read for a name that nobody knows, and the delivery tried again after it.
 * A name that is not in it either is not looked for again soon: unwatched projects send deliveries too.
 */
function lookFor(
  notices: readonly Notice[],
  { entry, connector, watched, clock }: DeliverDeps,
): void {
  const now = clock.now()
  const names = notices.flatMap(({ project: { externalId, fullName } }) => {
    const isUnwatched =
      fullName !== null &&
      !watched({ externalId: externalId ?? '', fullName, name: fullName.split('/').at(-1) ?? '' })
    const name = externalId ?? fullName
    return name === null || isUnwatched || entry.memory.isMissing(name, now) ? [] : [name]
  })
  if (names.length === 0 || connector.isPassive) return
  for (const name of names) entry.memory.misses(name, now)
  entry.loop.hasten(null)
  throw new PlatformFault(
    'not_found',
    'its project is not known yet; the list of projects is read again',
    {
      retryAt: now + listedSoonMs,
    },
  )
}

async function keep(
  { runs, jobs, deployments, branches }: Notice,
  { id }: Project,
  { store, clock }: DeliverDeps,
): Promise<void> {
  const at = clock.now()
  if (runs !== undefined) await store.saveRuns(id, runs, { at, manner: 'live' })
  if (jobs !== undefined) await store.saveJobs(id, jobs.run, jobs.jobs, at)
  if (deployments !== undefined)
    await store.saveDeployments(id, deployments, { at, manner: 'live' })
  if (branches !== undefined) await store.saveBranches(id, branches, { at, whole: false })
}

/**
 * What was asked for since the delivery came is known better than it knows. Each change of a job is a
 * delivery, and GitHub counts calls: jobs of a run that goes on are asked for where somebody looks at
 * them, those of all others once it is over.
 */
async function followAll(
  { runs = [], asks = [] }: Notice,
  project: Project,
  { event, deps }: { readonly event: ClaimedEvent; readonly deps: DeliverDeps },
): Promise<void> {
  const { memory } = deps.entry
  const isOver = runs.some(({ status }) => isFinal(status))
  for (const ask of asks) {
    if (ask.kind === 'jobs' && !isOver && !memory.isLookedInto(project.id, ask.run)) continue
    const key = `${project.id} ${JSON.stringify(ask)}`
    if (memory.isCovered(key, event.receivedAt)) continue
    const at = deps.clock.now()
    await followAsk(ask, project, deps)
    memory.asks(key, at)
  }
}
