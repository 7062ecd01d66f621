import type { Seq } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import type { Board } from './board.ts'
import { type Counts, changedBy, countOf } from './counts.ts'
import { filterOf } from './filter.ts'
import { everything, type ListFilter, type StatusChoice } from './query.ts'
import type { Entry, Era, Tally } from './shelf.ts'

/** One a text that somebody searches for: as many as there may be tabs. */
const facetsMost = 10_000

type Facet = Tally & { readonly point: Seq }

const kept = new WeakMap<Era, Map<string, Facet>>()

/**
 * How the services are that hold for the search and the tag of a filter, whatever its status, and
 * the position at which these figures became true. Once counted, a change costs what changed.
 */
export function facetOf(board: Board, { q, tag }: ListFilter): Tally {
  if (q === '' && tag === null) return board.tally()
  const facets = kept.get(board.era()) ?? new Map<string, Facet>()
  kept.set(board.era(), facets)
  const key = `${tag ?? ''} ${q.toLowerCase()}`
  const known = facets.get(key)
  const facet = moved(board, { ...everything, q, tag }, known) ?? counted(board, { q, tag })
  if (facet === known) return facet
  facets.delete(key)
  facets.set(key, facet)
  const [oldest] = facets.keys()
  if (facets.size > facetsMost && oldest !== undefined) facets.delete(oldest)
  return facet
}

/** The figures now, from what they were and what has turned since; `undefined` when that is not known. */
function moved(board: Board, filter: ListFilter, from: Facet | undefined): Facet | undefined {
  if (from === undefined || board.turnedAt() <= from.point) return from
  const { formers } = board.since(from.point)
  if (formers === null) return undefined
  const holds = filterOf(filter)
  const before: Service[] = []
  const after: Entry[] = []
  for (const [id, former] of formers) {
    const entry = board.entry(id)
    if (former !== null && holds(former)) before.push(former)
    if (entry !== undefined && holds(entry.service)) after.push(entry)
  }
  const counts = changedBy(from.counts, countOf(before), countOf(after))
  // Another process may have drawn a page in between, when they were others.
  const isTouched = before.length > 0 || after.length > 0
  const seq = isTouched ? board.turnedAt() : from.seq
  return { counts, seq, point: board.seq() }
}

function counted(board: Board, { q, tag }: Pick<ListFilter, 'q' | 'tag'>): Facet {
  const holds = filterOf({ ...everything, q, tag })
  const entries: Entry[] = []
  for (const entry of board.entries()) if (holds(entry.service)) entries.push(entry)
  return { counts: countOf(entries), seq: board.turnedAt(), point: board.seq() }
}

/** How many of the counted services a status names; all of them for none. */
export function countFor(counts: Counts, status: StatusChoice | null): number {
  switch (status) {
    case null:
      return counts.total
    case 'down':
      return counts.unhealthy + counts.timeout
    case 'up':
      return counts.healthy - counts.degraded
    case 'degraded':
    case 'healthy':
    case 'unhealthy':
    case 'timeout':
    case 'unknown':
    case 'paused':
      return counts[status]
  }
}
