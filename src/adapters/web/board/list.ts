import type { Standing } from '../../../modules/services/index.ts'
import type { Board } from './board.ts'
import type { Entry } from './shelf.ts'

/** Rows that one page shows at most. */
export const pageSize = 200

/** Users' services, worst first, one page of them. */
export type ServiceList = {
  readonly entries: readonly Entry[]
  readonly total: number
  /** From 1. */
  readonly page: number
  readonly pages: number
}

const worstFirst: readonly Standing[] = ['down', 'degraded', 'unknown', 'up', 'paused']

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Sorting ten thousand names takes 50 ms, so it is done once an edition of the board. */
const sorted = new WeakMap<Board, { edition: number; ids: readonly Entry['service']['id'][] }>()

function namesOf(board: Board): readonly Entry['service']['id'][] {
  const known = sorted.get(board)
  if (known?.edition === board.edition()) return known.ids
  const ids = [...board.entries()]
    .map(({ service }) => service)
    .filter((service) => !service.system)
    .sort((a, b) => byName.compare(a.name, b.name) || a.id - b.id)
    .map(({ id }) => id)
  sorted.set(board, { edition: board.edition(), ids })
  return ids
}

/** The page that was asked for, or the last one there is. */
export function listOf(board: Board, page: number): ServiceList {
  const users = namesOf(board).flatMap((id) => board.entry(id) ?? [])
  const pages = Math.max(1, Math.ceil(users.length / pageSize))
  const shown = Math.min(Math.max(1, page), pages)
  const from = (shown - 1) * pageSize
  const groups = Map.groupBy(users, ({ service }) => service.status)
  const ordered = worstFirst.flatMap((status) => groups.get(status) ?? [])
  return { entries: ordered.slice(from, from + pageSize), total: users.length, page: shown, pages }
}
