import type { ServiceId } from '../../../kernel/index.ts'
import { ownServiceId } from '../../../modules/services/index.ts'
import type { Board } from '../board/index.ts'
import {
  ciMarkId,
  type Eyes,
  type Fragments,
  headId,
  type Markup,
  noticeId,
  noticeTarget,
  outcomesId,
  rowId,
} from '../fragments/index.ts'
import { type Gap, listChanges } from './list-changes.ts'
import { partial } from './message.ts'
import { exactly, isExact, type Position } from './position.ts'
import type { CiTopic, Topics } from './topics.ts'

export type View = { readonly topics: Topics; readonly eyes: Eyes }

/** Another process has brought the tab further than this one has read. */
export const isAhead = ({ to }: Position, board: Board): boolean => to > board.seq()

/** Where a view is once it has what `changesSince` says: never further back than it was. */
export const reached = (position: Position, board: Board): Position =>
  isAhead(position, board) ? position : exactly(board.seq())

/**
 * Everything that changed for a view after a position, as it is now. Nothing, for one that is ahead:
 * its position stays what it was, since what came and went in between only that other process knows.
 */
export function changesSince(
  position: Position,
  { topics, eyes }: View,
  source: { readonly board: Board; readonly fragments: Fragments },
): Markup[] {
  const { board } = source
  if (isAhead(position, board)) return []
  const since = board.since(position.from)
  // What stands between the two ends is known to nobody, so it is drawn whatever it was.
  const known = isExact(position) ? since : { ...since, formers: null }
  const gap = { ...source, eyes, cursor: position.from, since: known }
  return [
    ...(topics.health ? health(gap) : []),
    ...(topics.list === null ? [] : listChanges(topics.list, gap)),
    ...(topics.list?.place === 'overview' ? own(gap) : []),
    ...(topics.detail === null ? [] : detail(topics.detail, gap)),
    ...(topics.ci === null ? [] : mark(topics.ci, gap)),
  ]
}

/** Panels that follow it ask for themselves again. */
function mark(of: CiTopic, { board, fragments, cursor }: Gap): Markup[] {
  const at = board.markOf(of === 'all' ? 'ci' : of)
  if (at <= cursor) return []
  return [partial(`#${ciMarkId(of)}`, 'outerMorph', fragments.ciMark(of, at))]
}

/** The banner also says that the store is away, which no position of the ledger tells. */
export const bannerChange = (fragments: Fragments, { to }: Position): Markup =>
  partial('#banner', 'outerMorph', fragments.banner(to))

/** Figures that this board never left may still be other ones than a tab of another process shows. */
function health({ board, fragments, cursor, since }: Gap): Markup[] {
  if (board.tally().seq <= cursor && since.formers !== null) return []
  const counts = partial('#p-health', 'outerMorph', fragments.counts())
  return [counts, bannerChange(fragments, exactly(board.seq()))]
}

/** Pharos' own row, which stands below the list of the overview. */
function own({ board, fragments, eyes, cursor }: Gap): Markup[] {
  const entry = board.entry(ownServiceId)
  if (entry === undefined || entry.seq <= cursor) return []
  const id = rowId(ownServiceId)
  const markup = fragments.row(entry, eyes)
  return [
    partial(`#${id}`, 'outerMorph', markup),
    ...(entry.bornAt > cursor ? [partial(`#own-body:not(:has(#${id}))`, 'beforeend', markup)] : []),
  ]
}

function detail(id: ServiceId, gap: Gap): Markup[] {
  const { board, fragments, cursor, since } = gap
  const entry = board.entry(id)
  if (entry !== undefined) {
    if (entry.seq <= cursor) return []
    return [
      partial(`#${headId(id)}`, 'outerMorph', fragments.head(entry)),
      partial(noticeTarget(entry.service), 'outerMorph', fragments.changedNotice(entry)),
    ]
  }
  if (cursor >= board.floor() && !since.removed.includes(id)) return []
  return [
    partial(`#${headId(id)}`, 'outerMorph', fragments.gone(id)),
    partial(`#${noticeId(id)}`, 'outerMorph', fragments.goneNotice(id)),
    partial(`#${outcomesId(id)}`, 'delete', ''),
  ]
}
