import type { Clock, Seq } from '../../kernel/index.ts'
import type { Reading } from './ledger.ts'
import type { Wake } from './ports.ts'

export type Followed<Row> =
  | { readonly kind: 'rows'; readonly rows: readonly Row[]; readonly head: Seq }
  | { readonly kind: 'reset'; readonly head: Seq }
  /** The store cannot be read. Comes once an outage; the next reading ends it. */
  | { readonly kind: 'away'; readonly cause: unknown }

export type FollowOptions<Row> = {
  readonly read: (after: Seq, limit: number) => Promise<Reading<Row>>
  readonly after: Seq
  readonly wake: Wake
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Rows a reading: what one step of a follower works on. */
const batch = 500

/** A lost wake-up costs at most this. */
const lookEveryMs = 1_000

/**
 * Follows the journal or the ledger from a cursor: every row once, in order, until the signal
 * aborts. Wake-ups make it quick, its own look every second makes it sure.
 */
export async function* follow<Row>(options: FollowOptions<Row>): AsyncGenerator<Followed<Row>> {
  const bell = createBell(options.wake, options.clock, options.signal)
  let cursor = options.after
  let away = false
  try {
    while (!options.signal.aborted) {
      const heard = bell.arm()
      const reading = await attempt(options, cursor)
      if (reading.kind !== 'away' || !away) {
        if (reading.kind === 'away' || movesOn(reading, cursor)) yield reading
      }
      away = reading.kind === 'away'
      if (reading.kind !== 'away') cursor = after(reading, cursor)
      if (reading.kind !== 'rows' || reading.rows.length < batch) await heard
      // A long way behind, others get their turn between two batches.
      else await options.clock.sleep(0, options.signal)
    }
  } finally {
    bell.close()
  }
}

async function attempt<Row>(options: FollowOptions<Row>, cursor: Seq): Promise<Followed<Row>> {
  try {
    return await options.read(cursor, batch)
  } catch (cause) {
    return { kind: 'away', cause }
  }
}

const movesOn = <Row>(reading: Reading<Row>, cursor: Seq): boolean =>
  reading.kind === 'reset' || reading.head > cursor

/** A full batch may have more behind it: go on after its last row. Else everything up to head was read. */
function after<Row>(reading: Reading<Row>, cursor: Seq): Seq {
  if (reading.kind === 'reset') return reading.head
  const last = reading.rows.at(-1)
  if (reading.rows.length === batch && hasSeq(last)) return last.seq
  return reading.head > cursor ? reading.head : cursor
}

const hasSeq = (row: unknown): row is { seq: Seq } =>
  typeof row === 'object' && row !== null && 'seq' in row

/** Armed before a reading, it rings for anything that is committed during or after it, and once a second. */
export function createBell(wake: Wake, clock: Clock, signal: AbortSignal) {
  let rung = new AbortController()
  const ring = () => rung.abort()
  const stop = wake.subscribe(ring)
  signal.addEventListener('abort', ring)
  return {
    /** The ring ends the sleep: hundreds of them in a second would else pile up. */
    arm(): Promise<void> {
      rung = new AbortController()
      if (signal.aborted) ring()
      return clock.sleep(lookEveryMs, rung.signal)
    },
    close() {
      stop()
      signal.removeEventListener('abort', ring)
    },
  }
}
