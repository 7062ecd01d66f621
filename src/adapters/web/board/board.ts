import type { Clock, Logger, Seq, ServiceId } from '../../../kernel/index.ts'
import {
  type Change,
  follow,
  type JournalStore,
  type Wake,
} from '../../../modules/journal/index.ts'
import type { ServiceViews } from '../../../modules/services/index.ts'
import { createContact, type Stale } from './contact.ts'
import type { MarkOf } from './marks.ts'
import { createReach } from './reach.ts'
import { createShelf, type Entry, type Era, type Since, type Tally } from './shelf.ts'
import { isWhole, readStep } from './step.ts'

export type BoardOptions = {
  readonly views: ServiceViews
  readonly journal: Pick<JournalStore, 'changes'>
  readonly wake: Wake
  readonly checking?: Checking | null
  readonly clock: Clock
  readonly log: Logger
}

/** What tells whether services are checked, and their outcomes recorded. */
export type Checking = {
  /** Why they are not; else `null`. The same object for as long as it lasts. */
  stale(): Stale | null
  subscribe(listener: () => void): () => void
}

/**
 * Everything that pages and streams show of the services, in memory, at one point of the change
 * ledger. It follows the ledger; while the store is away it keeps what it has and says since when.
 */
export type Board = {
  /** `loading` until the first reading has succeeded. */
  phase(): 'loading' | 'ready'
  /** The point of the ledger that the board shows. */
  seq(): Seq
  /** Single changes are known only after this point: a reader from before it needs everything. */
  floor(): Seq
  entry(id: ServiceId): Entry | undefined
  entries(): Iterable<Entry>
  /** Rises when a service comes, goes or gets another name: when an order by name is out of date. */
  edition(): number
  era(): Era
  /** Removed services and the positions of their removal. */
  removed(): Iterable<readonly [ServiceId, Seq]>
  /** Users' services by health, and the position at which these figures became true. */
  tally(): Tally
  /** The position of the latest change of what lists, counts and orders by name or health go by. */
  turnedAt(): Seq
  /** The position of the latest change of a project, or of any project or connection. */
  markOf(mark: MarkOf): Seq
  since(point: Seq): Since
  /** When the latest reading of the ledger that the board shows began, on the monotonic clock. */
  readFrom(): number
  /** Why what it shows may be old; else `null`. */
  stale(): Stale | null
  subscribe(listener: () => void): () => void
  /** Resolves when the board shows this point, or after two seconds; tells which. */
  reach(target: Seq): Promise<boolean>
  /** Works until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>
}

/** How long to wait before asking a store again that refused. */
const retryMs = 1_000

export function createBoard(options: BoardOptions): Board {
  const { views, journal, wake, checking, clock, log } = options
  const shelf = createShelf(clock)
  const listeners = new Set<() => void>()
  const reach = createReach(clock, shelf.seq)
  let phase: 'loading' | 'ready' = 'loading'

  function announce(): void {
    reach.check()
    for (const listener of listeners) listener()
  }
  const contact = createContact({ clock, log, changed: announce })
  checking?.subscribe(announce)

  async function readAll(): Promise<void> {
    const began = clock.monotonic()
    const { services, seq } = await views.all()
    shelf.refill(services, seq)
    phase = 'ready'
    contact.made(began)
    announce()
  }

  async function apply(rows: readonly Change[], head: Seq, began: number): Promise<void> {
    const from = shelf.seq()
    // A step may have gone on beyond what it was asked for; those rows come once more.
    const fresh = rows.filter(({ seq }) => seq > from)
    shelf.move(await readStep(fresh, Math.max(head, from) as Seq, { views, journal }))
    contact.made(began)
    announce()
  }

  /** Follows the ledger from where the board is. A failure here throws, and the next turn starts there. */
  async function followOnce(signal: AbortSignal): Promise<void> {
    if (phase === 'loading') await readAll()
    let whole = true
    let began = 0
    const unapplied: Change[] = []
    const read = async (after: Seq, limit: number) => {
      began = clock.monotonic()
      const reading = await journal.changes(after, limit)
      whole = isWhole(reading, limit)
      // Until what was read is shown, this is no newer than before.
      if (reading.kind === 'rows' && reading.head <= shelf.seq()) contact.made(began)
      return reading
    }
    for await (const step of follow({ read, after: shelf.seq(), wake, clock, signal })) {
      if (step.kind === 'away') contact.lost(step.cause)
      else if (step.kind === 'reset') {
        unapplied.length = 0
        await readAll()
      } else {
        unapplied.push(...step.rows)
        // The ledger has one row an entity, at its latest change: a part of them is no point of it.
        if (whole) await apply(unapplied.splice(0), step.head, began)
      }
    }
  }

  return {
    ...shelf,
    phase: () => phase,
    readFrom: contact.readFrom,
    stale: () => contact.stale() ?? checking?.stale() ?? null,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reach: reach.wait,
    async follow(signal) {
      while (!signal.aborted) {
        try {
          await followOnce(signal)
        } catch (cause) {
          contact.lost(cause)
          await clock.sleep(retryMs, signal)
        }
      }
    },
  }
}
