import {
  type Clock,
  type EpochMs,
  type ProjectId,
  Refusal,
  type Seq,
} from '../../../kernel/index.ts'
import type { Change, JournalStore } from '../../../modules/journal/index.ts'
import {
  freshnessOf,
  type ProjectView,
  type ProjectViews,
} from '../../../modules/pipelines/index.ts'

export type ProjectShelfOptions = {
  readonly views: ProjectViews
  readonly journal: Pick<JournalStore, 'changes'>
  readonly clock: Clock
  /** In milliseconds: a project that nobody looked at for longer shows old data. */
  readonly staleMs: number
}

/** All projects, as they were at a point of the ledger or later. */
export type Projects = {
  /** Another list, and another object for a project, after each change. */
  readonly projects: readonly ProjectView[]
  readonly seq: Seq
  /** The store cannot be read: this is what it said last. */
  readonly away: boolean
}

/**
 * All projects in memory. They are brought up to date when somebody asks for them, through the change
 * ledger: nobody asks, nothing is read.
 */
export type ProjectShelf = {
  /** Up to date; while the store is away, what is known from before. Throws where that is nothing. */
  present(): Promise<Projects>
  /** What is known without asking; `null` before the first reading. */
  known(): Projects | null
}

/** Rows of the ledger that are read at once. */
const rowsRead = 500
/** When nobody has looked at a project since, that is not read again sooner. */
const doubtMs = 30_000

export function createProjectShelf(options: ProjectShelfOptions): ProjectShelf {
  const { views, journal, clock } = options
  const byId = new Map<ProjectId, ProjectView>()
  let kept: Projects | null = null
  let flight: Promise<Projects> | null = null
  let doubtedAt = Number.NEGATIVE_INFINITY

  async function readAll(): Promise<Projects> {
    const { projects, seq } = await views.all()
    byId.clear()
    for (const project of projects) byId.set(project.id, project)
    return { projects, seq, away: false }
  }

  /** Those that are not there any more go. */
  async function read(ids: readonly ProjectId[]): Promise<void> {
    if (ids.length === 0) return
    const found = await views.some(ids)
    for (const id of ids) byId.delete(id)
    for (const project of found) byId.set(project.id, project)
  }

  async function apply(rows: readonly Change[]): Promise<boolean> {
    const changes = rows.filter(({ kind }) => kind === 'project')
    for (const { id, deleted } of changes) if (deleted) byId.delete(id as ProjectId)
    await read(changes.flatMap(({ id, deleted }) => (deleted ? [] : [id as ProjectId])))
    return changes.length > 0
  }

  /**
   * When a project was last looked at is no change that the ledger is told of. So one that seems old
   * is read again before it is called that.
   */
  async function lookAgain(): Promise<boolean> {
    const now = clock.now()
    if (clock.monotonic() - doubtedAt < doubtMs) return false
    const doubtful = doubtfulOf(byId.values(), options.staleMs, now)
    if (doubtful.length === 0) return false
    await read(doubtful)
    doubtedAt = clock.monotonic()
    return true
  }

  /** Everything up to the end of the ledger. @returns `null` when single changes are not known any more. */
  async function followFrom(from: Seq) {
    let changed = false
    for (let seq = from; ; ) {
      const reading = await journal.changes(seq, rowsRead)
      if (reading.kind === 'reset') return null
      changed = (await apply(reading.rows)) || changed
      const last = reading.rows.at(-1)?.seq ?? reading.head
      if (reading.rows.length < rowsRead || last >= reading.head) {
        return { seq: reading.head, changed }
      }
      seq = last
    }
  }

  async function catchUp(from: Projects): Promise<Projects> {
    const followed = await followFrom(from.seq)
    if (followed === null) return readAll()
    const looked = await lookAgain()
    const projects = followed.changed || looked ? [...byId.values()] : from.projects
    return { projects, seq: followed.seq, away: false }
  }

  async function bringUpToDate(): Promise<Projects> {
    try {
      kept = kept === null ? await readAll() : await catchUp(kept)
      return kept
    } catch (error) {
      if (kept === null || !(error instanceof Refusal && error.code === 'unavailable')) throw error
      // What was read half of is read again from where it began.
      return { ...kept, away: true }
    }
  }

  return {
    known: () => kept,
    present() {
      flight ??= bringUpToDate().finally(() => {
        flight = null
      })
      return flight
    },
  }
}

const doubtfulOf = (projects: Iterable<ProjectView>, staleMs: number, now: EpochMs): ProjectId[] =>
  [...projects]
    .filter((one) => one.trouble === null && freshnessOf(one, staleMs, now) === 'stale')
    .map(({ id }) => id)
