import type { ProjectId, Seq, ServiceId } from '../../../kernel/index.ts'
import type { Board, Entry } from '../board/index.ts'
import { CiMark } from './ci-mark.tsx'
import { GoneHead, ServiceHead } from './head.tsx'
import { kept } from './kept.ts'
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
  const row = kept<Entry, Eyes>((entry, eyes) => render(<ServiceRow entry={entry} eyes={eyes} />))
  const head = kept<Entry, 'head'>((entry) => render(<ServiceHead entry={entry} />))

  return {
    row,
    head: (entry: Entry): Markup => head(entry, 'head'),
    gone: (id: ServiceId): Markup => render(<GoneHead id={id} />),
    ...createListFragments({ board, render, row }),
    changedNotice: ({ service }: Entry): Markup =>
      render(<Notice id={service.id} text={changedText(service.rev)} review={service.rev} />),
    ciMark: (of: 'all' | ProjectId, at: Seq): Markup => render(<CiMark of={of} at={at} />),
    goneNotice: (id: ServiceId): Markup => render(<Notice id={id} text={goneText} />),
  }
}
