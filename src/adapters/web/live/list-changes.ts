import type { Seq, ServiceId } from '../../../kernel/index.ts'
import {
  amongOf,
  type Board,
  type Entry,
  facetOf,
  filterOf,
  idsOn,
  isFiltered,
  isRestless,
  listOf,
  type Since,
  tagsOf,
  totalOf,
} from '../board/index.ts'
import { type Eyes, type Fit, type Fragments, type Markup, rowId } from '../fragments/index.ts'
import { partial } from './message.ts'
import { type ListTopic, sizeOf } from './topics.ts'

/** What to draw from, for whom, and what they have already. */
export type Gap = {
  readonly board: Board
  readonly fragments: Fragments
  readonly eyes: Eyes
  /** Everything up to here is on the page. */
  readonly cursor: Seq
  readonly since: Since
}

/**
 * How a list that a tab shows changes. Rows are drawn again where they stand, and rows that come stand
 * last, so nothing moves under anybody's hand. A page that has all of its list stays whole as long as
 * one page holds it; a part of a longer list says when other services belong there.
 */
export function listChanges(topic: ListTopic, gap: Gap): Markup[] {
  const work = workOf(topic, gap)
  const isTooMuch = work.since.formers === null && amount(work.since) > changesMost
  if (gap.cursor < gap.board.floor() || isTooMuch) return [...bodyAnew(work), ...around(work)]
  const rows = topic.rows === null ? wholeList(work) : [...topic.rows].flatMap(rowOf(work))
  return [...rows, ...around(work)]
}

/** When what changed is not known exactly, this many rows and removals cost more than the whole page. */
const changesMost = 500

type Work = Gap & {
  readonly topic: ListTopic
  readonly holds: ReturnType<typeof filterOf>
  readonly total: number
  /** One page holds the whole list. */
  readonly fits: boolean
}

function workOf(topic: ListTopic, gap: Gap): Work {
  const total = totalOf(gap.board, topic.query)
  return {
    ...gap,
    topic,
    holds: filterOf(topic.query),
    total,
    fits: total <= sizeOf(topic),
  }
}

const amount = ({ changed, removed }: Since): number => changed.length + removed.length

type Membership = 'in' | 'out' | 'unknown'

/** Whether a service stood in the list at the cursor, as far as the list itself knows. */
function formerly(id: ServiceId, { since: { formers }, holds, board }: Work): Membership {
  if (formers === null) return 'unknown'
  const former = formers.has(id) ? formers.get(id) : board.entry(id)?.service
  return former && holds(former) ? 'in' : 'out'
}

function wholeList(work: Work): Markup[] {
  const { board, since, topic, fits } = work
  const known = new Set(since.changed.map(({ service }) => service.id))
  const missing = fits && mayLackRows(work) ? listOf(board, topic.query, sizeOf(topic)).entries : []
  return [
    ...since.changed.flatMap((entry) => changedRow(entry, work)),
    ...since.removed.flatMap((id) => (formerly(id, work) === 'out' ? [] : [removal(id)])),
    ...missing.flatMap((entry) => (known.has(entry.service.id) ? [] : [addition(entry, work)])),
  ]
}

/** A list that was longer than a page took no new rows meanwhile. */
function mayLackRows({ total, topic, since, holds, board }: Work): boolean {
  const { formers } = since
  if (formers === null) return total + amount(since) > sizeOf(topic)
  let then = total
  for (const [id, former] of formers) {
    const entry = board.entry(id)
    if (former !== null && holds(former)) then += 1
    if (entry !== undefined && holds(entry.service)) then -= 1
  }
  return then > sizeOf(topic)
}

function changedRow(entry: Entry, work: Work): Markup[] {
  const { id } = entry.service
  const was = formerly(id, work)
  if (!work.holds(entry.service)) return was === 'out' ? [] : [removal(id)]
  if (was === 'in') return [redrawn(entry, work)]
  const takes = work.fits || work.topic.rows?.has(id) === true
  if (!takes && was === 'out') return []
  return [redrawn(entry, work), ...(takes ? [addition(entry, work)] : [])]
}

/** One of the rows that a page with a part of a list was drawn with. */
const rowOf = (work: Work) => (id: ServiceId) => {
  const entry = work.board.entry(id)
  if (entry === undefined) return formerly(id, work) === 'out' ? [] : [removal(id)]
  return entry.seq <= work.cursor ? [] : changedRow(entry, work)
}

function bodyAnew({ topic, board, fragments, eyes }: Work): Markup[] {
  const { query, rows } = topic
  const list = listOf(board, query, sizeOf(topic))
  const entries = rows === null ? list.entries : amongOf(board, query, rows)
  const body = fragments.rows({ ...list, entries }, eyes)
  return [partial(`#${bodyId}`, 'outerMorph', body)]
}

/** What stands around the rows: how many there are of what, and whether these are still the ones. */
function around(work: Work): Markup[] {
  const { topic, board, fragments, cursor, since } = work
  const { query, place } = topic
  const later = (seq: Seq): boolean => since.formers === null || seq > cursor
  const facet = facetOf(board, query)
  const parts: Markup[] = []
  if (isNoteDue(work)) {
    const note = fragments.note({ place, query, size: sizeOf(topic), fit: fitOf(work) })
    parts.push(partial('#services-note', 'outerMorph', note))
  }
  if (place === 'overview') return parts
  if (later(facet.seq)) {
    parts.push(partial('#services-statuses', 'outerMorph', fragments.statuses(query)))
  }
  if (later(tagsOf(board).seq)) {
    parts.push(partial('#services-tags', 'outerMorph', fragments.tags(query)))
  }
  return parts
}

/** What the note says goes by figures; of a part of a list also by the order. */
function isNoteDue({ topic, board, since, cursor, holds }: Work): boolean {
  const { query, rows } = topic
  const { formers, changed } = since
  if (formers === null) return true
  const counted = facetOf(board, query).seq > cursor
  if (counted || (isFiltered(query) && board.tally().seq > cursor)) return true
  if (rows === null) return false
  if (isRestless(query)) return changed.some(({ service }) => holds(service))
  return [...formers].some(([id, former]) => {
    const entry = board.entry(id)
    return (former && holds(former)) || (entry !== undefined && holds(entry.service))
  })
}

function fitOf({ topic, board, fits }: Work): Fit {
  const { rows, query } = topic
  if (rows === null) return fits ? 'same' : 'changed'
  const ids = idsOn(board, query, sizeOf(topic))
  if (ids === null) return 'unknown'
  return ids.size === rows.size && rows.isSubsetOf(ids) ? 'same' : 'changed'
}

const bodyId = 'services-body'

const redrawn = (entry: Entry, { fragments, eyes }: Gap): Markup =>
  partial(`#${rowId(entry.service.id)}`, 'outerMorph', fragments.row(entry, eyes))

/** At the end of a list that lacks it. */
const addition = (entry: Entry, { fragments, eyes }: Gap): Markup => {
  const lacking = `#${bodyId}:not(:has(#${rowId(entry.service.id)}))`
  return partial(lacking, 'beforeend', fragments.row(entry, eyes))
}

const removal = (id: ServiceId): Markup => partial(`#${rowId(id)}`, 'delete', '')
