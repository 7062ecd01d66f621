import type { ServiceId } from '../../../kernel/index.ts'
import type { Board, Entry } from '../board/index.ts'
import { GoneHead, ServiceHead } from './head.tsx'
import { createListFragments } from './list-fragments.tsx'
import type { Markup, Render } from './markup.tsx'
import { changedText, goneText, Notice } from './notice.tsx'
import { type Eyes, ServiceRow } from './row.tsx'

/**
 * The parts that pages and the stream are put together from: both take them here, so they cannot
 * disagree. Ages are still marks in them (`withAges`), so a part is rendered once a change.
 */
export type Fragments = ReturnType<typeof createFragments>

export function createFragments(board: Board, render: Render) {
  const row = kept<Eyes>((entry, eyes) => render(<ServiceRow entry={entry} eyes={eyes} />))
  const head = kept<'head'>((entry) => render(<ServiceHead entry={entry} />))

  return {
    row,
    head: (entry: Entry): Markup => head(entry, 'head'),
    gone: (id: ServiceId): Markup => render(<GoneHead id={id} />),
    ...createListFragments({ board, render, row }),
    changedNotice: ({ service }: Entry): Markup =>
      render(<Notice id={service.id} text={changedText(service.rev)} review={service.rev} />),
    goneNotice: (id: ServiceId): Markup => render(<Notice id={id} text={goneText} />),
  }
}

/** Keeps what was drawn of an entry for as long as the entry lives: a change makes a new entry. */
function kept<Look extends string>(draw: (entry: Entry, look: Look) => Markup) {
  const drawn = new WeakMap<Entry, Map<Look, Markup>>()
  return (entry: Entry, look: Look): Markup => {
    const looks = drawn.get(entry) ?? new Map<Look, Markup>()
    drawn.set(entry, looks)
    const known = looks.get(look)
    if (known !== undefined) return known
    const markup = draw(entry, look)
    looks.set(look, markup)
    return markup
  }
}
