import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Standing } from '../../../modules/services/index.ts'
import { everything, type ListQuery, listOf, pageSize } from '../board/index.ts'
import {
  createLedger,
  createProcess,
  createTab,
  freshPage,
  type Ledger,
  withoutRev,
} from './list-changes.contract.ts'
import { sizeOf } from './topics.ts'

type Tab = ReturnType<typeof createTab>
type Process = ReturnType<typeof createProcess>

/** What must hold once a tab has everything: it shows what a GET shows, or says that it does not. */
function expectTrue({ page, topic }: Tab, process: Process): void {
  const fresh = freshPage(process, topic)
  const list = listOf(process.board, topic.query, sizeOf(topic))
  for (const [id, markup] of fresh.parts) {
    if (id !== 'services-note') expect(withoutRev(page.parts.get(id))).toBe(withoutRev(markup))
  }
  const belong = new Set(list.entries.map(({ service }) => service.id))
  const isSame =
    topic.rows === null
      ? list.total <= list.size
      : topic.rows.size === belong.size && topic.rows.isSubsetOf(belong)
  const note = page.parts.get('services-note')
  expect(/data-fit="(\w+)"/.exec(note ?? '')?.[1]).toBe(isSame ? 'same' : 'changed')
  if (!isSame) {
    expectAlive({ page, topic }, process)
    return
  }
  expect(withoutRev(note)).toBe(withoutRev(fresh.parts.get('services-note')))
  const plain = (rows: Map<string, string>) =>
    Object.fromEntries([...rows].map(([id, row]) => [id, withoutRev(row)]))
  expect(plain(page.rows)).toEqual(plain(fresh.rows))
}

/** Whatever else belongs there: each row on the page is that of a service of the list, as it is now. */
function expectAlive({ page, topic }: Pick<Tab, 'page' | 'topic'>, process: Process): void {
  const { entries } = listOf(process.board, { ...topic.query, page: 1 }, 100_000)
  const now = new Map(entries.map((entry) => [`svc-${entry.service.id}`, entry]))
  for (const [id, row] of page.rows) {
    const entry = now.get(id)
    expect(withoutRev(row)).toBe(entry && withoutRev(process.fragments.row(entry, 'viewer')))
  }
}

const statuses: readonly Standing[] = ['up', 'degraded', 'down', 'unknown', 'paused']
const id = fc.integer({ min: 1, max: 12 })
const differs = fc.record(
  {
    name: fc.constantFrom('api', 'mail', 'shop', 'a longer name', 'db'),
    status: fc.constantFrom(...statuses),
    reason: fc.constantFrom('ok', 'timeout', 'bad_status'),
    tags: fc.constantFrom([], ['shop'], ['eu', 'shop']),
    responseMs: fc.option(fc.integer({ min: 1, max: 9 })),
  },
  { requiredKeys: [] },
)

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('put' as const), id, differs }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), id }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('read' as const, 'readOther' as const) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('tick' as const, 'tear' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('many' as const),
      from: fc.integer({ min: 13, max: 110 }),
      count: fc.integer({ min: 1, max: 60 }),
      kind: fc.constantFrom('put' as const, 'remove' as const),
      differs,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'move' as const,
        'moveAhead' as const,
        'restart' as const,
        'wait' as const,
      ),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

const filters: Partial<ListQuery>[] = [
  {},
  { status: 'down' },
  { status: 'healthy' },
  { tag: 'shop' },
  { q: 's' },
  { q: 'shop', status: 'up' },
  { sort: 'name', dir: 'desc' },
  { sort: 'response', page: 2 },
  { page: 2 },
]
const asked = fc.oneof(
  fc.constant({ place: 'overview', query: everything } as const),
  fc
    .constantFrom(...filters)
    .map((differs) => ({ place: 'services', query: { ...everything, ...differs } }) as const),
)

/** Changes many services at once. */
function changeMany(ledger: Ledger, many: Step & { do: 'many' }): void {
  for (let id = many.from; id < many.from + many.count; id++) {
    if (many.kind === 'put') ledger.put(id, many.differs)
    else ledger.remove(id)
  }
}

/** Two processes on one database, and a tab that moves between them. */
function run(start: number, asked: Parameters<typeof createTab>[1], steps: readonly Step[]): void {
  const ledger = createLedger()
  for (let id = 1; id <= start; id++) ledger.put(id, {})
  let here = createProcess(ledger)
  let other = createProcess(ledger)
  const tab = createTab(here, asked)
  const deeds: { [Name in Step['do']]: (step: Step & { do: Name }) => void } = {
    put: ({ id, differs }) => ledger.put(id, differs),
    remove: ({ id }) => ledger.remove(id),
    many: (step) => changeMany(ledger, step),
    read: () => here.read(),
    readOther: () => other.read(),
    tick: () => tab.tick(here),
    tear: () => tab.tear(here),
    restart: () => here.restart(),
    wait: () => here.wait(),
    move() {
      // A stream is opened once the process has read as far as the page.
      if (other.board.seq() < here.board.seq()) other.read()
      ;[here, other] = [other, here]
    },
    moveAhead() {
      // Or at once, where the process cannot read.
      ;[here, other] = [other, here]
      tab.tick(here)
    },
  }
  for (const step of steps) (deeds[step.do] as (step: Step) => void)(step)
  here.read()
  tab.tick(here)
  expectTrue(tab, here)
  expect(tab.tick(here)).toBe(0)
}

describe('a list that is followed', () => {
  test('shows what a new page shows, or says that it does not, whatever happened', () => {
    const start = fc.constantFrom(0, 3, 48, 51, 99, 101, 150)
    fc.assert(fc.property(start, asked, fc.array(step, { maxLength: 40 }), run), { numRuns: 150 })
  }, 60_000)

  test('that grows beyond a page says so, and is whole again when it fits again', () => {
    const ledger = createLedger()
    for (let id = 1; id <= pageSize; id++) ledger.put(id, {})
    const process = createProcess(ledger)
    const tab = createTab(process, { place: 'services', query: everything })
    const follow = () => {
      process.read()
      tab.tick(process)
      expectTrue(tab, process)
    }
    ledger.put(pageSize + 1, {})
    follow()
    expect(tab.page.rows.size).toBe(pageSize)
    expect(tab.page.parts.get('services-note')).toContain('101 services')
    ledger.remove(1)
    follow()
    expect([...tab.page.rows.keys()].at(-1)).toBe(`svc-${pageSize + 1}`)
    for (let id = 2; id <= pageSize + 1; id++) ledger.remove(id)
    follow()
    expect(tab.page.rows.size).toBe(0)
    ledger.put(500, {})
    follow()
    expect(tab.page.rows.size).toBe(1)
  })

  test('costs a tab nothing when a check changes what its filter leaves out', () => {
    const ledger = createLedger()
    for (let id = 1; id <= 20; id++) ledger.put(id, { status: id === 1 ? 'down' : 'up' })
    const process = createProcess(ledger)
    const tab = createTab(process, { place: 'services', query: { ...everything, status: 'down' } })
    ledger.put(2, { responseMs: 12 })
    process.read()
    expect(tab.tick(process)).toBe(0)
    ledger.put(1, { responseMs: 12 })
    process.read()
    expect(tab.tick(process)).toBeGreaterThan(0)
    expectTrue(tab, process)
  })

  test('is true to a process that never saw the state that another one showed', () => {
    const ledger = createLedger()
    ledger.put(1, { status: 'up' })
    const [here, other] = [createProcess(ledger), createProcess(ledger)]
    ledger.put(1, { status: 'down' })
    here.read()
    const tab = createTab(here, { place: 'services', query: { ...everything, status: 'down' } })
    ledger.put(1, { status: 'up' })
    other.read()
    tab.tick(other)
    expectTrue(tab, other)
    expect(tab.page.rows.size).toBe(0)
    expect(tab.page.parts.get('banner')).toContain('All services are operational')
  })

  test('loses a service that came and went while a process that it moved to could not read', () => {
    const ledger = createLedger()
    ledger.put(1, {})
    const [here, away] = [createProcess(ledger), createProcess(ledger)]
    ledger.put(2, {})
    here.read()
    const tab = createTab(here, { place: 'overview', query: everything })
    expect(tab.tick(away)).toBe(0)
    ledger.remove(2)
    away.read()
    tab.tick(away)
    expectTrue(tab, away)
    expect([...tab.page.rows.keys()]).toEqual(['svc-1'])
  })

  test('loses a service that came with a part of a change and went before the rest', () => {
    const ledger = createLedger()
    ledger.put(1, {})
    const process = createProcess(ledger)
    const tab = createTab(process, { place: 'services', query: { ...everything, tag: 'shop' } })
    ledger.put(2, { tags: ['shop'] })
    process.read()
    tab.page.rows.set('svc-2', '<tr id="svc-2"></tr>')
    tab.tear(process)
    ledger.remove(2)
    process.read()
    tab.tick(process)
    expectTrue(tab, process)
    expect(tab.page.rows.size).toBe(0)
  })

  test('by response time says when a check alone brings other services onto its page', () => {
    const ledger = createLedger()
    for (let id = 1; id <= pageSize + 1; id++) ledger.put(id, { responseMs: 1_000 - id })
    const process = createProcess(ledger)
    const query = { ...everything, sort: 'response' } as const
    const tab = createTab(process, { place: 'services', query })
    expect(tab.page.rows.has(`svc-${pageSize + 1}`)).toBe(false)
    ledger.put(pageSize + 1, { responseMs: 2_000 })
    process.read()
    tab.tick(process)
    expectTrue(tab, process)
    expect(tab.page.parts.get('services-note')).toContain('Show it anew')
  })

  test('keeps its rows where they are when an order would move them', () => {
    const ledger = createLedger()
    for (let id = 1; id <= 3; id++) ledger.put(id, {})
    const process = createProcess(ledger)
    const tab = createTab(process, { place: 'overview', query: everything })
    ledger.put(3, { status: 'down' })
    process.read()
    tab.tick(process)
    expect([...tab.page.rows.keys()]).toEqual(['svc-1', 'svc-2', 'svc-3'])
  })
})
