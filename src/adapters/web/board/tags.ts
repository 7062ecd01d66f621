import type { Seq } from '../../../kernel/index.ts'
import type { Board } from './board.ts'
import type { Era } from './shelf.ts'

/** Tags that a page offers; the row of a service and a search lead to the others. */
const tagsMost = 24

export type TagList = { readonly tags: readonly string[]; readonly seq: Seq }

type Kept = TagList & { readonly point: Seq }

const kept = new WeakMap<Era, Kept>()

/** The tags that most services have, in the order of the alphabet, and since when they are these. */
export function tagsOf(board: Board): TagList {
  const known = kept.get(board.era())
  if (known !== undefined && board.turnedAt() <= known.point) return known
  // Equal tags may have been others in between, when another process drew a page.
  const list = { tags: used(board), seq: board.turnedAt(), point: board.seq() }
  kept.set(board.era(), list)
  return list
}

function used(board: Board): string[] {
  const uses = new Map<string, number>()
  for (const { service } of board.entries()) {
    for (const tag of service.tags) uses.set(tag, (uses.get(tag) ?? 0) + 1)
  }
  return [...uses]
    .sort(([a, uses], [b, others]) => others - uses || (a < b ? -1 : 1))
    .slice(0, tagsMost)
    .map(([tag]) => tag)
    .sort()
}
