import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ProjectId, Seq } from '../../../kernel/index.ts'
import type { Change } from '../../../modules/journal/index.ts'
import type { Board } from '../board/index.ts'
import { createShelf } from '../board/shelf.ts'
import { createFragments, createRender } from '../fragments/index.ts'
import { changesSince, reached } from './changes.ts'
import { exactly, type Position } from './position.ts'
import { parseTopics, topicsText } from './topics.ts'

/** A ledger of projects: one row each, at its latest change. */
function createLedger() {
  const rows = new Map<number, Change>()
  let head = 0
  return {
    touch(id: number, kind: Change['kind'] = 'project'): void {
      head += 1
      rows.set(kind === 'project' ? id : -id, { seq: head as Seq, kind, id, deleted: false })
    },
    head: () => head as Seq,
    latest: (id: number) => rows.get(id)?.seq ?? 0,
    after: (seq: Seq) =>
      [...rows.values()].filter((row) => row.seq > seq).sort((x, y) => x.seq - y.seq),
  }
}
type Ledger = ReturnType<typeof createLedger>

/** A process, whose board reads when it is told to. */
function createProcess(ledger: Ledger) {
  const shelf = createShelf({ now: () => 0, monotonic: () => 0, sleep: async () => {} })
  shelf.refill([], ledger.head())
  const board: Board = {
    ...shelf,
    phase: () => 'ready',
    readFrom: () => 0,
    stale: () => null,
    subscribe: () => () => {},
    reach: async () => true,
    follow: async () => {},
  }
  return {
    board,
    fragments: createFragments(board, createRender('/a/icons.svg')),
    restart: () => shelf.refill([], ledger.head()),
    read(): void {
      const marking = ledger.after(board.seq())
      const point = ledger.head()
      shelf.move({ changes: [], services: new Map(), marking, point, isExact: true })
    },
  }
}
type Process = ReturnType<typeof createProcess>

/** A tab with the mark of all projects, or of one. */
function createTab({ board }: Process, ci: 'all' | ProjectId) {
  const topics = parseTopics(topicsText({ ci }))
  let mark: number = board.markOf(ci === 'all' ? 'ci' : ci)
  let position: Position = exactly(board.seq())
  return {
    mark: () => mark,
    tick(process: Process): void {
      const sent = changesSince(position, { topics, eyes: 'viewer' }, process)
      position = reached(position, process.board)
      for (const partial of sent) {
        const [, target, rev] = /hx-target="#([^"]*)".*data-rev="(\d+)"/.exec(partial) ?? []
        expect(target).toBe(ci === 'all' ? 'ci-at' : `ci-${ci}-at`)
        // The page leaves out what is older than what it has.
        mark = Math.max(mark, Number(rev))
      }
    },
  }
}

const step = fc.oneof(
  fc.record({ does: fc.constant('touch' as const), id: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    does: fc.constantFrom('read' as const, 'restart' as const, 'tick' as const),
    of: fc.constantFrom(0 as const, 1 as const),
  }),
)

test('a tab that moves between processes misses no change of a project', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const ledger = createLedger()
      ledger.touch(1)
      const processes = [createProcess(ledger), createProcess(ledger)] as const
      const all = createTab(processes[0], 'all')
      const one = createTab(processes[0], 1 as ProjectId)
      for (const todo of steps) {
        if (todo.does === 'touch') ledger.touch(todo.id)
        else if (todo.does !== 'tick') processes[todo.of][todo.does]()
        else for (const tab of [all, one]) tab.tick(processes[todo.of])
      }
      processes[1].read()
      for (const tab of [all, one]) tab.tick(processes[1])
      expect(one.mark()).toBeGreaterThanOrEqual(ledger.latest(1))
      expect(all.mark()).toBeGreaterThanOrEqual(Math.max(...[1, 2, 3].map(ledger.latest)))
    }),
  )
})

test('a mark that has not moved is sent to nobody', () => {
  const ledger = createLedger()
  const process = createProcess(ledger)
  ledger.touch(7)
  process.read()
  const view = { topics: parseTopics('ci:7'), eyes: 'viewer' } as const
  expect(changesSince(exactly(0 as Seq), view, process)).toHaveLength(1)
  expect(changesSince(exactly(1 as Seq), view, process)).toEqual([])
  ledger.touch(8)
  process.read()
  expect(changesSince(exactly(1 as Seq), view, process)).toEqual([])
})
