import type { Seq, ServiceId } from '../../../kernel/index.ts'
import { ownServiceId } from '../../../modules/services/index.ts'
import type { Board } from '../board/index.ts'
import {
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
import type { Topics } from './topics.ts'

export type View = { readonly topics: Topics; readonly eyes: Eyes }

/** Where a view is once it has what `changesSince` says: never further back than it was. */
export const reached = (cursor: Seq, board: Board): Seq => Math.max(cursor, board.seq()) as Seq

/**
 * Everything that changed for a view after a position, as it is now. Nothing, for one that another
 * process has brought further than this one can read: its position stays what it was, since what
 * came and went in between is known to none but that other process.
 */
export function changesSince(
  cursor: Seq,
  { topics, eyes }: View,
  source: { readonly board: Board; readonly fragments: Fragments },
): Markup[] {
  if (cursor > source.board.seq()) return []
  const gap = { ...source, eyes, cursor }
  return [
    ...(topics.health ? health(gap) : []),
    ...(topics.list === null ? [] : listChanges(topics.list, gap)),
    ...(topics.list?.place === 'overview' ? own(gap) : []),
    ...(topics.detail === null ? [] : detail(topics.detail, gap)),
  ]
}

/** The banner also says that the store is away, which no position of the ledger tells. */
export const bannerChange = (fragments: Fragments): Markup =>
  partial('#banner', 'outerMorph', fragments.banner())

/** Figures that this board never left may still be other ones than a tab of another process shows. */
function health({ board, fragments, cursor }: Gap): Markup[] {
  if (board.tally().seq <= cursor && board.since(cursor).formers !== null) return []
  return [partial('#p-health', 'outerMorph', fragments.counts()), bannerChange(fragments)]
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
  const { board, fragments, cursor } = gap
  const entry = board.entry(id)
  if (entry !== undefined) {
    if (entry.seq <= cursor) return []
    return [
      partial(`#${headId(id)}`, 'outerMorph', fragments.head(entry)),
      partial(noticeTarget(entry.service), 'outerMorph', fragments.changedNotice(entry)),
    ]
  }
  if (cursor >= board.floor() && !board.since(cursor).removed.includes(id)) return []
  return [
    partial(`#${headId(id)}`, 'outerMorph', fragments.gone(id)),
    partial(`#${noticeId(id)}`, 'outerMorph', fragments.goneNotice(id)),
    partial(`#${outcomesId(id)}`, 'delete', ''),
  ]
}
