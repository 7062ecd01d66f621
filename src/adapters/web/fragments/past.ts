import type { EpochMs, Seq } from '../../../kernel/index.ts'
import type { DomainEvent, JournalEntry, Standing } from '../../../modules/journal/index.ts'

/** One line of a service's past. */
export type PastItem =
  | {
      readonly kind: 'spell'
      readonly seq: Seq
      readonly status: Standing
      readonly from: EpochMs
      /** `null` while it lasts. */
      readonly to: EpochMs | null
      /** Why its check turned; `null` where the journal does not say. */
      readonly reason: string | null
    }
  | { readonly kind: 'added' | 'changed'; readonly seq: Seq; readonly at: EpochMs }

type Present = { readonly status: Standing; readonly since: EpochMs }

/**
 * What happened to a service, newest first, from its journal entries, newest first. A spell of one
 * status ends where the next one begins. The present one begins where the service itself says, which
 * is when the check was due; of those before, the journal knows when they were noticed.
 */
export function pastItems(entries: readonly JournalEntry[], present: Present): PastItem[] {
  const items: PastItem[] = []
  const toggled = new Set(entries.flatMap(({ at, event }) => (isToggle(event) ? [at] : [])))
  let until: EpochMs | null = null
  for (const [i, { seq, at, event }] of entries.entries()) {
    if (event.type === 'service.status_changed') {
      const reason = reasonOf(entries[i + 1], event.to)
      const from: EpochMs =
        until === null && event.to === present.status ? Math.min(at, present.since) : at
      items.push({ kind: 'spell', seq, status: event.to, from, to: until, reason })
      until = from
    } else if (event.type === 'service.created') {
      items.push({ kind: 'added', seq, at })
    } else if (event.type === 'service.updated' && !toggled.has(at)) {
      items.push({ kind: 'changed', seq, at })
    }
  }
  return items
}

/** Pausing is a change of the definition too, of the same commit; the spell tells as much. */
const isToggle = (event: DomainEvent): boolean =>
  event.type === 'service.status_changed' && (event.from === 'paused' || event.to === 'paused')

/** The check that turned a service stands right before it in the journal: they are of one commit. */
function reasonOf(before: JournalEntry | undefined, status: Standing): string | null {
  if (before?.event.type !== 'check.verdict_changed' || before.event.to !== status) return null
  return before.event.reason
}
