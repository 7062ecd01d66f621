/** The journal: what happened, in commit order; the change ledger: what to draw again. */
export type { Definite, DomainEvent, EventType, JournalEntry, Standing } from './events.ts'
export type { Followed, FollowOptions } from './follow.ts'
export { createBell, follow } from './follow.ts'
export type { Change, EntityKind, Reading } from './ledger.ts'
export type { JournalStore, PastReader, Wake } from './ports.ts'
