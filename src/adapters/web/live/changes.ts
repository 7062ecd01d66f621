import type { Seq, ServiceId } from '../../../kernel/index.ts'
import { ownServiceId } from '../../../modules/services/index.ts'
import { type Board, type Entry, listOf } from '../board/index.ts'
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
import { partial } from './message.ts'
import type { Topics } from './topics.ts'

export type View = { readonly topics: Topics; readonly eyes: Eyes }

/** What to draw from, for whom, and what they have already. */
type Gap = {
  readonly board: Board
  readonly fragments: Fragments
  readonly eyes: Eyes
  /** Everything up to this position is on the page. */
  readonly cursor: Seq
}

/** Everything that changed for a view after a position, as it is now. */
export function changesSince(
  cursor: Seq,
  { topics, eyes }: View,
  source: { readonly board: Board; readonly fragments: Fragments },
): Markup[] {
  const gap = { ...source, eyes, cursor }
  return [
    ...(topics.health ? health(gap) : []),
    ...(topics.list ? list(gap) : [...topics.rows].flatMap((id) => singleRow(id, gap))),
    ...(topics.detail === null ? [] : detail(topics.detail, gap)),
  ]
}

/** The banner also says that the store is away, which no position of the ledger tells. */
export const bannerChange = (fragments: Fragments): Markup =>
  partial('#banner', 'outerMorph', fragments.banner())

function health({ board, fragments, cursor }: Gap): Markup[] {
  if (board.tally().seq <= cursor) return []
  return [partial('#p-health', 'outerMorph', fragments.counts()), bannerChange(fragments)]
}

function list(gap: Gap): Markup[] {
  const { board, fragments, cursor, eyes } = gap
  if (cursor < board.floor()) {
    const own = board.entry(ownServiceId)
    return [
      partial('#services-body', 'outerMorph', fragments.rows(listOf(board, 1), eyes)),
      ...(own === undefined ? [] : redrawn(own, gap)),
    ]
  }
  const changed = [...board.entries()].filter(({ seq }) => seq > cursor)
  return [...changed.flatMap((entry) => redrawn(entry, gap)), ...goneSince(gap).map(removal)]
}

/** A row where it stands; one that is new since the cursor also at the end of a list that lacks it. */
function redrawn(entry: Entry, { fragments, eyes, cursor }: Gap): Markup[] {
  const id = rowId(entry.service.id)
  const markup = fragments.row(entry, eyes)
  const change = partial(`#${id}`, 'outerMorph', markup)
  if (entry.bornAt <= cursor) return [change]
  const body = entry.service.system ? '#own-body' : '#services-body[data-grows="true"]'
  return [change, partial(`${body}:not(:has(#${id}))`, 'beforeend', markup)]
}

function singleRow(id: ServiceId, gap: Gap): Markup[] {
  const entry = gap.board.entry(id)
  if (entry === undefined) return isGone(id, gap) ? [removal(id)] : []
  if (entry.seq <= gap.cursor) return []
  return [partial(`#${rowId(id)}`, 'outerMorph', gap.fragments.row(entry, gap.eyes))]
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
  if (!isGone(id, gap)) return []
  return [
    partial(`#${headId(id)}`, 'outerMorph', fragments.gone(id)),
    partial(`#${noticeId(id)}`, 'outerMorph', fragments.goneNotice(id)),
    partial(`#${outcomesId(id)}`, 'delete', ''),
  ]
}

const goneSince = ({ board, cursor }: Gap): ServiceId[] =>
  [...board.removed()].flatMap(([id, seq]) => (seq > cursor ? [id] : []))

const isGone = (id: ServiceId, gap: Gap): boolean =>
  gap.cursor < gap.board.floor() || goneSince(gap).includes(id)

const removal = (id: ServiceId): Markup => partial(`#${rowId(id)}`, 'delete', '')
