import type { EpochMs, ServiceId } from '../../../kernel/index.ts'
import type { JournalEntry, PastReader } from '../../../modules/journal/index.ts'
import { plain } from '../fragments/index.ts'
import type { Stretch } from './covered.ts'
import type { PublicChange, PublicService } from './golden.ts'
import { type Turn, toldOf } from './told.ts'

/** Entries of the feed. */
const most = 50
/** Of one service; a change of its status has two or three entries in the journal. */
const pastMost = 150
/** Services that are asked about, where most of them have nothing to tell. */
const askedMost = 500

type Stretches = ReadonlyMap<ServiceId, readonly Stretch[]>
type Kept = { readonly since: number; readonly turns: readonly Turn[] }

/**
 * The latest changes of public services, newest first, from the journal. A service whose latest
 * change is older than fifty that were found cannot have one among the fifty, so few are asked for;
 * and of these only those that changed since they were read.
 */
export function createChanges(past: PastReader) {
  let kept = new Map<ServiceId, Kept>()
  let latest: PublicChange[] = []

  async function turnsOf({ id, since }: PublicService): Promise<Kept> {
    const known = kept.get(id)
    if (known?.since === since) return known
    const entries = await past.pastOf(id, pastMost)
    return { since, turns: entries.flatMap(turnOf).reverse() }
  }

  /**
   * @param stretches when services were worked on
   * @returns the same list while nothing changed. Rejects when the journal cannot be read.
   */
  return async (
    services: readonly PublicService[],
    stretches: Stretches,
  ): Promise<PublicChange[]> => {
    const next = new Map<ServiceId, Kept>()
    let found: PublicChange[] = []
    for (const { service, at } of candidatesOf(services, stretches)) {
      // Newest first, so the last is the oldest of as many as there may be.
      if (found.length === most && (found.at(-1)?.at ?? at) >= at) break
      const { id, name } = service
      const known = await turnsOf(service)
      next.set(id, known)
      const told = toldOf(known.turns, stretches.get(id) ?? [])
      const own = told.map((turn) => ({ id, name: plain(name), ...turn }))
      found = [...found, ...own].sort((a, b) => b.at - a.at || b.seq - a.seq).slice(0, most)
    }
    kept = next
    if (JSON.stringify(found) !== JSON.stringify(latest)) latest = found
    return latest
  }
}

type Candidate = { readonly service: PublicService; readonly at: EpochMs }

/** Those of which something may be told, by the latest time of which it can be: newest first. */
function candidatesOf(services: readonly PublicService[], stretches: Stretches): Candidate[] {
  const dated = services.map((service) => ({ service, at: latestOf(service, stretches) }))
  return dated.sort((a, b) => b.at - a.at).slice(0, askedMost)
}

/** What was held back is told as of the end of the work. */
function latestOf({ id, since }: PublicService, stretches: Stretches): EpochMs {
  const ends = (stretches.get(id) ?? []).map(({ to }) => to).filter(Number.isFinite)
  return Math.max(since, ...ends)
}

/** Only that a status changed, and when: reasons and who did it stay inside. */
function turnOf({ seq, at, event }: JournalEntry): Turn[] {
  if (event.type !== 'service.status_changed') return []
  return [{ seq, at, from: event.from, to: event.to }]
}
