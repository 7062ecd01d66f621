import { createHash } from 'node:crypto'
import type { Markup, Render } from '../fragments/index.ts'
import { frame, partial } from '../live/index.ts'
import { feedOf } from './atom.ts'
import { documentOf } from './document.ts'
import { type Snapshot, totalOf } from './golden.ts'
import { type Kept, keep } from './kept.ts'
import { type Dress, StatusPage, shownMost } from './page.tsx'
import { Foot, partIds, rowIdOf, ServiceLine, ServiceList, TruthLine, Windows } from './parts.tsx'
import { createFinder, type Finder } from './slug.ts'
import { worstOf } from './snapshot.ts'

/** A snapshot as everything that is sent of it. */
export type Shown = {
  readonly snapshot: Snapshot
  /** Names what is shown. */
  readonly edition: string
  readonly page: Kept
  /** What the page changes when it asks. */
  readonly parts: Kept
  readonly json: Kept
  readonly atom: Kept
  readonly find: Finder
  readonly message: Message
}

/** What the stream says. Most tabs show what was shown before, and need only what changed since. */
export type Message = {
  readonly edition: string
  readonly whole: Uint8Array
  readonly step: { readonly from: string; readonly bytes: Uint8Array } | null
}

type Drawn = {
  readonly parts: ReadonlyMap<string, Markup>
  readonly rows: ReadonlyMap<string, Markup>
  /** What the list is beside its rows. */
  readonly shape: string
}

export type ShowOptions = {
  readonly render: Render
  readonly dress: Dress
  /** Where people reach it, without a slash at its end; empty where nobody said. */
  readonly origin: string
}

const html = 'text/html; charset=utf-8'

/** Draws snapshots; knows the one before, so that streams get the difference. */
export function createShow({ render, dress, origin }: ShowOptions) {
  let before: { readonly edition: string; readonly drawn: Drawn } | null = null

  function draw(snapshot: Snapshot): Drawn {
    const shown = worstOf(snapshot.services, shownMost)
    const total = totalOf(snapshot.counts)
    const rows = shown.map(
      (service) => [rowIdOf(service), render(<ServiceLine service={service} />)] as const,
    )
    return {
      parts: new Map([
        [partIds.banner, render(<TruthLine snapshot={snapshot} />)],
        [partIds.windows, render(<Windows windows={snapshot.windows} />)],
        [partIds.list, render(<ServiceList shown={shown} total={total} />)],
        [partIds.foot, render(<Foot asOf={snapshot.asOf} stale={snapshot.stale} />)],
      ]),
      rows: new Map(rows),
      shape: JSON.stringify([shown.map(({ id, group }) => [id, group]), total]),
    }
  }

  return (snapshot: Snapshot): Shown => {
    const drawn = draw(snapshot)
    const parts = [...drawn.parts].map(asPartial).join('')
    const edition = createHash('sha1').update(parts).digest('base64url')
    const page = `<!doctype html>${render(<StatusPage snapshot={snapshot} dress={dress} edition={edition} />)}`
    const step =
      before === null || before.edition === edition
        ? null
        : { from: before.edition, bytes: said(edition, changed(before.drawn, drawn)) }
    before = { edition, drawn }
    return {
      snapshot,
      edition,
      page: keep(page, html),
      parts: keep(parts, html),
      json: keep(documentOf(snapshot), 'application/json; charset=utf-8'),
      atom: keep(feedOf(snapshot, { origin }), 'application/atom+xml; charset=utf-8'),
      find: createFinder(snapshot),
      message: { edition, whole: said(edition, parts), step },
    }
  }
}

const asPartial = ([id, markup]: readonly [string, Markup]): Markup =>
  partial(`#${id}`, 'outerMorph', markup)

const said = (edition: string, data: Markup): Uint8Array =>
  new TextEncoder().encode(frame({ id: edition, data }))

/** The parts that differ; of a list with the same services, the rows. */
function changed(from: Drawn, to: Drawn): Markup {
  const sameList = from.shape === to.shape
  const differ = (a: ReadonlyMap<string, Markup>, b: ReadonlyMap<string, Markup>) =>
    [...b].filter(([id, markup]) => a.get(id) !== markup)
  const parts = differ(from.parts, to.parts).filter(([id]) => !(sameList && id === partIds.list))
  return [...parts, ...(sameList ? differ(from.rows, to.rows) : [])].map(asPartial).join('')
}
