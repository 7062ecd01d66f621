import type { ServiceId } from '../../../kernel/index.ts'
import type { JournalEntry, PastReader } from '../../../modules/journal/index.ts'
import { plain } from '../fragments/index.ts'
import type { PublicChange, PublicService } from './golden.ts'

/** Entries of the feed. */
const most = 50
/** Of one service; a change of its status has two or three entries in the journal. */
const pastMost = 150

type Kept = { readonly since: number; readonly entries: readonly JournalEntry[] }

/**
 * The latest changes of public services, newest first, from the journal. A service whose latest
 * change is older than those of fifty others cannot have one among the fifty, so few are asked for;
 * and of these only those that changed since they were read.
 */
export function createChanges(past: PastReader) {
  let kept = new Map<ServiceId, Kept>()
  let latest: PublicChange[] = []

  /** @returns the same list while nothing changed. Rejects when the journal cannot be read. */
  return async (services: readonly PublicService[]): Promise<PublicChange[]> => {
    const candidates = services.toSorted((a, b) => b.since - a.since).slice(0, most)
    const next = new Map<ServiceId, Kept>()
    const changes: PublicChange[] = []
    for (const service of candidates) {
      const { id, since } = service
      const known = kept.get(id)
      const entries = known?.since === since ? known.entries : await past.pastOf(id, pastMost)
      next.set(id, { since, entries })
      changes.push(...entries.flatMap((entry) => changeOf(entry, service)))
    }
    kept = next
    changes.sort((a, b) => b.seq - a.seq)
    const found = changes.slice(0, most)
    if (JSON.stringify(found) !== JSON.stringify(latest)) latest = found
    return latest
  }
}

/** Only that a status changed, and when: reasons and who did it stay inside. */
function changeOf({ seq, at, event }: JournalEntry, { id, name }: PublicService): PublicChange[] {
  if (event.type !== 'service.status_changed') return []
  return [{ id, name: plain(name), seq, at, from: event.from, to: event.to }]
}
