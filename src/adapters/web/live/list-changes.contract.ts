import type { EpochMs, Seq, ServiceId } from '../../../kernel/index.ts'
import type { Change } from '../../../modules/journal/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { type Board, listOf } from '../board/index.ts'
import { createShelf } from '../board/shelf.ts'
import { createFragments, createRender, type Eyes } from '../fragments/index.ts'
import { sampleService } from '../sample.contract.ts'
import { changesSince, reached } from './changes.ts'
import { exactly } from './position.ts'
import { type ListTopic, parseTopics, sizeOf, topicsText } from './topics.ts'

/** The services of a database and its ledger: one row an entity, with the position of its latest change. */
export function createLedger() {
  const services = new Map<number, Service>()
  const changes = new Map<number, Change>()
  let head = 0
  const note = (id: number, deleted: boolean): void => {
    head += 1
    changes.set(id, { seq: head as Seq, kind: 'service', id, deleted })
  }
  return {
    put(id: number, differs: Partial<Service>): void {
      const before = services.get(id) ?? sampleService({ id: id as ServiceId, name: `s${id}` })
      services.set(id, { ...before, ...differs })
      note(id, false)
    },
    remove(id: number): void {
      if (services.delete(id)) note(id, true)
    },
    ids: () => [...services.keys()],
    all: () => [...services.values()],
    head: () => head as Seq,
    after: (seq: Seq) =>
      [...changes.values()].filter((change) => change.seq > seq).sort((a, b) => a.seq - b.seq),
  }
}

export type Ledger = ReturnType<typeof createLedger>

/** A process: a board that reads the ledger when it is told to, and what is drawn from it. */
export function createProcess(ledger: Ledger) {
  const time = { now: 0 }
  const now = (): EpochMs => time.now
  const shelf = createShelf({ now, monotonic: now, sleep: async () => {} })
  const board: Board = {
    ...shelf,
    phase: () => 'ready',
    readFrom: () => 0,
    stale: () => null,
    subscribe: () => () => {},
    reach: async () => true,
    follow: async () => {},
  }
  const fragments = createFragments(board, createRender('/a/icons.svg'))
  shelf.refill(ledger.all(), ledger.head())
  return {
    board,
    fragments,
    /** As after a restart: single changes from before are not known. */
    restart: () => shelf.refill(ledger.all(), ledger.head()),
    read(): void {
      const changes = ledger.after(board.seq())
      const services = new Map(ledger.all().map((service) => [service.id, service]))
      shelf.move({ changes, services, marking: [], point: ledger.head(), isExact: true })
    },
    /** So much time that removals from before are forgotten with the next one. */
    wait(): void {
      time.now += 16 * 60_000
    },
  }
}

export type Process = ReturnType<typeof createProcess>

/** What a page has, by id, and its rows by id in their order. */
export type Page = { readonly parts: Map<string, string>; rows: Map<string, string> }

const eyes: Eyes = 'viewer'

/** The page of a list as a GET answers it. */
export function freshPage({ board, fragments }: Process, topic: ListTopic): Page {
  const list = listOf(board, topic.query, sizeOf(topic))
  const { place, query } = topic
  const note = { place, query, size: sizeOf(topic), fit: 'same' } as const
  const parts = new Map([
    ['banner', fragments.banner()],
    ['services-note', fragments.note(note)],
  ])
  if (place === 'overview') parts.set('p-health', fragments.counts())
  else {
    parts.set('services-statuses', fragments.statuses(query))
    parts.set('services-tags', fragments.tags(query))
  }
  return { parts, rows: rowsIn(fragments.rows(list, eyes)) }
}

/** The topic that a page drawn now asks its stream for. */
export function topicOf({ board }: Process, asked: Pick<ListTopic, 'place' | 'query'>): ListTopic {
  const { entries, pages } = listOf(board, asked.query, sizeOf({ ...asked, rows: null }))
  const rows = pages === 1 ? null : new Set(entries.map(({ service }) => service.id))
  return { ...asked, rows }
}

const rowsIn = (markup: string): Map<string, string> =>
  new Map([...markup.matchAll(/<tr id="(svc-\d+)".*?<\/tr>/gs)].map(([row, id = '']) => [id, row]))

/** A tab as far as the stream knows it, and what htmx makes of what it is sent. */
export function createTab(process: Process, asked: Pick<ListTopic, 'place' | 'query'>) {
  const topic = topicOf(process, asked)
  const topics = parseTopics(topicsText({ health: true, list: topic }))
  const page = freshPage(process, topic)
  let position = exactly(process.board.seq())
  return {
    topic,
    page,
    /** It gets the first part of what it is sent, and then its connection breaks. */
    tear({ board, fragments }: Process): void {
      const [first] = changesSince(position, { topics, eyes }, { board, fragments })
      if (first === undefined) return
      apply(first, page)
      position = { from: position.from, to: board.seq() }
    },
    /** @returns how many characters it was sent. */
    tick({ board, fragments }: Process): number {
      const partials = changesSince(position, { topics, eyes }, { board, fragments })
      for (const partial of partials) apply(partial, page)
      position = reached(position, board)
      return partials.join('').length
    },
  }
}

const shape = /^<hx-partial hx-target="([^"]*)" hx-swap="(\w+)">(.*)<\/hx-partial>$/s
const lacking = /^#services-body:not\(:has\(#(svc-\d+)\)\)$/

function apply(partial: string, page: Page): void {
  const [, target = '', swap = '', content = ''] = shape.exec(partial) ?? []
  const id = target.slice(1)
  const absent = lacking.exec(target)?.[1]
  if (absent !== undefined) {
    if (swap !== 'beforeend') throw new Error(`${swap} ${target}`)
    if (!page.rows.has(absent)) page.rows.set(absent, content)
  } else if (swap === 'delete') {
    page.rows.delete(id)
  } else if (swap !== 'outerMorph') {
    throw new Error(`${swap} ${target}`)
  } else if (id === 'services-body') {
    page.rows = rowsIn(content)
  } else {
    const elements = id.startsWith('svc-') ? page.rows : page.parts
    const present = elements.get(id)
    if (present !== undefined && revOf(content) >= revOf(present)) elements.set(id, content)
  }
}

const revOf = (markup: string): number => Number(/data-rev="(\d+)"/.exec(markup)?.[1])

export const withoutRev = (markup: string | undefined): string | undefined =>
  markup?.replace(/ data-rev="\d+"/, '')
