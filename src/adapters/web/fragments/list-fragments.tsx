import type { Seq } from '../../../kernel/index.ts'
import { ownServiceId } from '../../../modules/services/index.ts'
import {
  type Board,
  type Entry,
  facetOf,
  type ListQuery,
  listText,
  type ServiceList,
  tagsOf,
  totalOf,
} from '../board/index.ts'
import { Banner } from './banner.tsx'
import { CountsPanel } from './counts.tsx'
import { Statuses, TagLinks } from './filters.tsx'
import { ListNote, type NoteProps } from './list-note.tsx'
import type { Markup, Render } from './markup.tsx'
import type { Eyes } from './row.tsx'
import { OverviewTable, type RowsProps, ServiceRows, ServicesTable } from './table.tsx'

type ListSource = {
  readonly board: Board
  readonly render: Render
  readonly row: (entry: Entry, eyes: Eyes) => Markup
}

/**
 * Lists and the figures around them. What counts or compares bears the position at which it was
 * drawn, so that nothing older takes its place, whatever process drew that.
 */
export function createListFragments({ board, render, row }: ListSource) {
  // A restored database may stand at the same position with other names.
  const keep = keptWhile(() =>
    [board.phase(), board.edition(), board.seq(), ...Object.values(board.stale() ?? {})].join(' '),
  )

  const rowsOf = (list: ServiceList, eyes: Eyes): RowsProps => ({
    list,
    rows: list.entries.map((entry) => row(entry, eyes)).join(''),
    eyes,
    loading: board.phase() === 'loading',
  })
  const note = (props: NoteProps): Markup => {
    const { place, query, size, fit } = props
    return keep(`note ${place} ${size} ${fit} ${listText(query)}`, () => {
      const { total: all } = board.tally().counts
      const figures = { total: totalOf(board, query), all, seq: board.seq() }
      return render(<ListNote {...props} {...figures} />)
    })
  }
  const noteOf = ({ query, size }: ServiceList, place: NoteProps['place']): Markup =>
    note({ place, query, size, fit: 'same' })

  return {
    banner: (at: Seq = board.seq()): Markup =>
      keep(`banner ${at}`, () => render(<Banner board={board} at={at} />)),
    counts: (): Markup =>
      keep('counts', () => render(<CountsPanel counts={board.tally().counts} seq={board.seq()} />)),
    table: (list: ServiceList, eyes: Eyes): Markup =>
      render(<ServicesTable {...rowsOf(list, eyes)} note={noteOf(list, 'services')} />),
    worst(list: ServiceList, eyes: Eyes): Markup {
      const entry = board.entry(ownServiceId)
      const own = entry === undefined ? '' : row(entry, eyes)
      const note = noteOf(list, 'overview')
      return render(<OverviewTable {...rowsOf(list, eyes)} note={note} own={own} />)
    },
    rows: (list: ServiceList, eyes: Eyes): Markup =>
      render(<ServiceRows {...rowsOf(list, eyes)} />),
    note,
    statuses(query: ListQuery): Markup {
      const { counts } = facetOf(board, query)
      return keep(`statuses ${listText(query)}`, () =>
        render(<Statuses query={query} counts={counts} seq={board.seq()} />),
      )
    },
    tags(query: ListQuery): Markup {
      const { tags } = tagsOf(board)
      return keep(`tags ${listText(query)}`, () =>
        render(<TagLinks query={query} tags={tags} seq={board.seq()} />),
      )
    },
  }
}

/** Parts that are kept at once; a part that does not fit in is drawn each time. */
const keptMost = 1_000

/** Keeps what was drawn for as long as nothing changes: thousands of tabs get it. */
function keptWhile(stateOf: () => string) {
  const drawn = new Map<string, Markup>()
  let state = ''
  return (key: string, draw: () => Markup): Markup => {
    const now = stateOf()
    if (now !== state) drawn.clear()
    state = now
    const markup = drawn.get(key) ?? draw()
    if (drawn.size < keptMost) drawn.set(key, markup)
    return markup
  }
}
