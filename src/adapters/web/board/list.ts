import type { Seq, ServiceId } from '../../../kernel/index.ts'
import type { Standing } from '../../../modules/services/index.ts'
import type { Board } from './board.ts'
import { countFor, facetOf } from './facets.ts'
import { filterOf } from './filter.ts'
import { namesOf } from './order.ts'
import { type ListQuery, listText, type Sort } from './query.ts'
import type { Entry, Era } from './shelf.ts'

/** Rows that a page of the list shows at most. */
export const pageSize = 100

/** Rows that the overview shows at most. */
export const overviewSize = 50

/** One page of the users' services that a query asks for. */
export type ServiceList = {
  readonly query: ListQuery
  /** Rows of a page at most. */
  readonly size: number
  readonly entries: readonly Entry[]
  /** On all pages. */
  readonly total: number
  /** From 1. The last one there is when the query asks for a later one. */
  readonly page: number
  readonly pages: number
}

const worstFirst: readonly Standing[] = ['down', 'degraded', 'unknown', 'up', 'paused']

/** The page that a query asks for, or the last one there is. */
export function listOf(board: Board, query: ListQuery, size: number = pageSize): ServiceList {
  const ordered = orderOf(board, query)
  const total = ordered.length
  const pages = Math.max(1, Math.ceil(total / size))
  const page = Math.min(query.page, pages)
  const entries = ordered.slice((page - 1) * size, page * size)
  return { query, size, entries, total, page, pages }
}

/** How many services a query asks for, without putting them in order. */
export const totalOf = (board: Board, query: ListQuery): number =>
  countFor(facetOf(board, query).counts, query.status)

type Orders = {
  readonly seq: Seq
  readonly orders: Map<string, readonly Entry[]>
  /** Services that were looked at for other orders at this point of the ledger. */
  looked: number
}

const kept = new WeakMap<Era, Orders>()
const ordersMost = 32

function ordersOf(board: Board): Orders {
  const known = kept.get(board.era())
  if (known?.seq === board.seq()) return known
  const fresh = { seq: board.seq(), orders: new Map(), looked: 0 }
  kept.set(board.era(), fresh)
  return fresh
}

const keyOf = (query: ListQuery): string => listText({ ...query, page: 1 })

/** All that a query asks for, in its order. Pages of the same point of the ledger share it. */
function orderOf(board: Board, query: ListQuery): readonly Entry[] {
  const now = ordersOf(board)
  const key = keyOf(query)
  const known = now.orders.get(key)
  if (known !== undefined) return known
  const holds = filterOf(query)
  const entries: Entry[] = []
  for (const { id } of namesOf(board)) {
    const entry = board.entry(id)
    if (entry !== undefined && holds(entry.service)) entries.push(entry)
  }
  const ordered = inOrder(entries, query)
  if (now.orders.size < ordersMost) now.orders.set(key, ordered)
  return ordered
}

/** Those of some services that a query still asks for, in its order. */
export const amongOf = (
  board: Board,
  query: ListQuery,
  ids: ReadonlySet<ServiceId>,
): readonly Entry[] => orderOf(board, query).filter(({ service }) => ids.has(service.id))

/** Orders of long lists that streams may ask for at one point of the ledger, in services looked at. */
const lookedMost = 1_000_000

/**
 * The services on a page now, for a stream that compares. `null` when others have used up what may
 * be spent on that at this point of the ledger: then nobody knows.
 */
export function idsOn(board: Board, query: ListQuery, size: number): Set<ServiceId> | null {
  const now = ordersOf(board)
  if (!now.orders.has(keyOf(query))) {
    if (now.looked > lookedMost) return null
    now.looked += board.tally().counts.total
  }
  return new Set(listOf(board, query, size).entries.map(({ service }) => service.id))
}

/** Entries come by name; the order of those that are equal stays, whatever the direction. */
function inOrder(entries: readonly Entry[], { sort, dir }: ListQuery): readonly Entry[] {
  if (sort === 'name') return dir === 'asc' ? entries : entries.toReversed()
  if (sort === 'worst') {
    const groups = Map.groupBy(entries, ({ service }) => service.status)
    const order = dir === 'desc' ? worstFirst : worstFirst.toReversed()
    return order.flatMap((status) => groups.get(status) ?? [])
  }
  return byFigure(entries, { sort, dir })
}

/** Services without the figure stand last in both directions. */
function byFigure(
  entries: readonly Entry[],
  { sort, dir }: { readonly sort: Exclude<Sort, 'name' | 'worst'>; readonly dir: 'asc' | 'desc' },
): readonly Entry[] {
  const figureOf = ({ service }: Entry) =>
    sort === 'response' ? service.responseMs : service.lastCheckedAt
  const figures = entries.map((entry) => ({ entry, figure: figureOf(entry) }))
  const known = figures.flatMap(({ entry, figure }) => (figure === null ? [] : [{ entry, figure }]))
  const none = figures.flatMap(({ entry, figure }) => (figure === null ? [entry] : []))
  known.sort((a, b) => (dir === 'asc' ? a.figure - b.figure : b.figure - a.figure))
  return [...known.map(({ entry }) => entry), ...none]
}

/** Whether a check that found what the one before it found can still move a service within an order. */
export const isRestless = ({ sort }: ListQuery): boolean =>
  sort === 'response' || sort === 'checked'
