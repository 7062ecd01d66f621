import type { Seq, ServiceId } from '../../kernel/index.ts'
import type { JournalEntry } from './events.ts'
import type { Change, Reading } from './ledger.ts'

/** What the journal asks of a store. A reading never skips an entry that commits later. */
export type JournalStore = {
  head(): Promise<Seq>
  tail(after: Seq, limit: number): Promise<Reading<JournalEntry>>
  changes(after: Seq, limit: number): Promise<Reading<Change>>
}

/** The past of one service, as far as the journal is kept. */
export type PastReader = {
  /** The latest entries about a service, newest first. */
  pastOf(serviceId: ServiceId, limit: number): Promise<readonly JournalEntry[]>
}

/**
 * Says that something was committed, here or in another process. A hint: it may come late, too
 * often, or not at all; whoever waits on it also looks from time to time.
 */
export type Wake = {
  /** @returns how to stop listening. */
  subscribe(listener: () => void): () => void
}
