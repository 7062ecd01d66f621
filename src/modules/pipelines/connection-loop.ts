import type { Clock, EpochMs, Logger } from '../../kernel/index.ts'
import type { Connection, ConnectionState } from './connection.ts'
import type { Ask, Connector } from './connector.ts'
import { type FaultKind, faultOf, PlatformFault } from './fault.ts'
import { lookAt, troubleOf } from './look.ts'
import { fairInterval } from './pace.ts'
import { aspectsOf, createPlan, type Planned } from './plan.ts'
import type { ConnectionStore, FindingStore } from './ports.ts'
import type { Project } from './project.ts'
import type { Watched } from './watched.ts'

export type LoopDeps = {
  readonly connection: Connection
  readonly connector: Connector
  readonly store: FindingStore
  readonly connections: Pick<ConnectionStore, 'note'>
  readonly watched: Watched
  /** How often a busy project is looked at without webhooks, in milliseconds. */
  readonly refreshMs: number
  readonly clock: Clock
  readonly log: Logger
  readonly looked: (result: 'seen' | 'failed') => void
}

export type ConnectionLoop = {
  /** Has a project looked at now, or (`null`) the list of projects read. */
  hasten(project: Project['id'] | null): void
  /** A delivery told of a project. */
  delivered(project: Project['id']): void
  /** Works until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

/** Projects that are looked at side by side; the connector's client bounds its calls besides. */
const atOnce = 4
const batch = 20
/** The list of projects changes seldom; deliveries of unknown ones have it read sooner. */
const listEveryMs = 30 * 60_000
const noteEveryMs = 10_000
/** Between two tries of a connection whose platform says no to everything: some lock an account that keeps trying. */
const troubledMs = { first: 30_000, most: 900_000 } as const
const storeAwayMs = 1_000
/** Others get a turn between two rounds. */
const breathMs = 50

/** Follows one connection: its list of projects, then each project when it is due. */
export function createConnectionLoop(deps: LoopDeps): ConnectionLoop {
  const { clock, log, connection } = deps
  const follow = createFollowing(deps)
  let nap = new AbortController()
  return {
    hasten(id) {
      follow.hasten(id)
      nap.abort()
    },
    delivered: follow.delivered,
    async run(signal) {
      const wakeUp = () => nap.abort()
      signal.addEventListener('abort', wakeUp)
      while (!signal.aborted) {
        nap = new AbortController()
        const wait = await follow.turn(signal).catch((error) => {
          if (signal.aborted) return 0
          if (error instanceof PlatformFault) return follow.afterFault(error)
          // The store's: it comes back, and says so elsewhere.
          log.warn('what a platform has was not stored', { connection: connection.name, error })
          return storeAwayMs
        })
        if (!signal.aborted) await clock.sleep(Math.max(wait, breathMs), nap.signal)
      }
      signal.removeEventListener('abort', wakeUp)
    },
  }
}

/** What a loop does in one turn. */
function createFollowing(deps: LoopDeps) {
  const { connection, connector, store, watched, clock } = deps
  const diary = createDiary(deps)
  const plan = createPlan({
    rules: () => ({
      refreshMs: deps.refreshMs,
      fairMs: fairInterval(plan.size(), connector.figures().quota),
    }),
  })
  const look = createLook(deps, plan)
  let listDueAt: EpochMs = 0
  let user: string | null = null
  /** Turns in a row that ended in a fault. */
  let faults = 0

  async function list(signal: AbortSignal): Promise<void> {
    const ask: Ask = { priority: 'poll', signal }
    user ??= await userOf(connector, ask)
    const found = connector.isPassive ? [] : (await connector.projects(ask)).filter(watched)
    const kept = connector.isPassive
      ? await store.projectsOf(connection.id)
      : await store.saveProjects(connection.id, found, clock.now())
    const now = clock.now()
    if (!connector.isPassive) plan.keep(kept.filter(isFollowed), now)
    listDueAt = now + Math.max(listEveryMs, deps.refreshMs)
    await diary.note({ listedAt: now, user })
  }

  /** Some projects that are due, a few side by side. @returns whether there may be more. */
  async function round(signal: AbortSignal): Promise<boolean> {
    // While it does not work, one project tells as much as all.
    const due = plan.due(clock.now(), faults > 0 ? 1 : batch)
    const queue = [...due]
    const failures: unknown[] = []
    const work = async () => {
      while (failures.length === 0) {
        const next = queue.shift()
        if (next === undefined) return
        await look(next, signal).catch((error) => failures.push(error))
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    if (failures.length > 0) throw failures[0]
    return due.length === batch || (faults > 0 && due.length > 0)
  }

  return {
    hasten(id: Project['id'] | null): void {
      faults = 0
      if (id === null) listDueAt = 0
      else plan.hasten(id)
    },
    delivered: (id: Project['id']) => plan.delivered(id, clock.now()),
    /** @returns how long to wait for the next one, in milliseconds. */
    async turn(signal: AbortSignal): Promise<number> {
      if (clock.now() >= listDueAt) await list(signal)
      const more = await round(signal)
      faults = 0
      await diary.mark(null)
      if (more) return 0
      const now = clock.now()
      await diary.noteNowAndThen({ refreshedAt: now })
      const next = Math.min(plan.nextAt() ?? listDueAt, listDueAt)
      return Math.min(Math.max(next - now, 0), noteEveryMs)
    },
    /** @returns how long to wait for the next turn. */
    async afterFault(fault: PlatformFault): Promise<number> {
      // The store may be what is away.
      await diary.mark(fault).catch(() => undefined)
      const wait = Math.min(troubledMs.first * 2 ** faults, troubledMs.most)
      faults += 1
      return Math.max(wait, (fault.retryAt ?? 0) - clock.now())
    },
  }
}

/** Whose token it is, as an ornament: a token may not be allowed to ask. */
async function userOf(connector: Connector, ask: Ask): Promise<string | null> {
  try {
    return (await connector.currentUser?.(ask))?.login ?? null
  } catch (error) {
    const { kind } = faultOf(error)
    if (kind === 'forbidden' || kind === 'not_found') return null
    throw error
  }
}

const isFollowed = ({ listed, archived }: Project): boolean => listed && !archived

/** A trouble that all projects of the connection have too, once so many looks in a row failed with it. */
const alikeMost: Partial<Record<FaultKind, number>> = {
  unauthorized: 1,
  rate_limited: 1,
  misconfigured: 1,
  unavailable: 3,
  foreign_host: 3,
}

/** Looks at a project and plans its next look. Throws the fault that is the platform's and not the project's. */
function createLook(deps: LoopDeps, plan: ReturnType<typeof createPlan>) {
  const { connector, store, clock } = deps
  let alike = 0
  return async (planned: Planned, signal: AbortSignal): Promise<void> => {
    const { project } = planned
    const aspects = aspectsOf(planned, clock.now())
    const ask: Ask = { priority: project.filledAt === null ? 'backfill' : 'poll', signal }
    const result = await lookAt(project, connector, { ask, aspects, deps })
    if (signal.aborted) return
    const now = clock.now()
    deps.looked(result.kind)
    if (result.kind === 'seen') {
      alike = 0
      plan.looked(project, { ...result, trouble: null, aspects }, now)
      return
    }
    const { fault } = result
    const trouble = troubleOf(fault, now)
    plan.looked(project, { trouble, aspects, active: null, lastRunAt: null }, now)
    await store.noteProject(project.id, { at: now, trouble })
    const most = alikeMost[fault.kind]
    alike = most === undefined ? 0 : alike + 1
    if (most !== undefined && alike >= most) throw fault
  }
}

type Noted = Partial<Pick<ConnectionState, 'listedAt' | 'refreshedAt' | 'user'>>

/** What a connection says of itself: at once when that changes, else now and then. */
function createDiary({ connection, connector, connections, clock, log }: LoopDeps) {
  let trouble: ConnectionState['trouble'] = null
  let notedAt: EpochMs | null = null

  async function note(more: Noted): Promise<void> {
    const { quota, ...calls } = connector.figures()
    const at = clock.now()
    await connections.note(connection.id, { trouble, calls, quota, ...more }, at)
    notedAt = at
  }

  return {
    note,
    async noteNowAndThen(more: Noted): Promise<void> {
      if (notedAt === null || clock.now() - notedAt >= noteEveryMs) await note(more)
    },
    /** What went wrong is written down once, and that it is well again too. */
    async mark(fault: PlatformFault | null): Promise<void> {
      const isSame =
        fault?.kind === trouble?.kind && (fault?.message ?? null) === (trouble?.message ?? null)
      if (isSame) return
      trouble = fault === null ? null : troubleOf(fault, clock.now())
      const { name } = connection
      if (fault === null) log.info('a connection works again', { connection: name })
      else log.warn('a connection does not work', { connection: name, why: fault.message })
      await note({})
    },
  }
}
