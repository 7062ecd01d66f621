import { expect, onTestFinished, test } from 'vitest'
import type { Seq } from '../../../kernel/index.ts'
import { type Board, createBoard } from '../board/index.ts'
import { createFragments, createRender } from '../fragments/index.ts'
import { clock, openHouse, silent } from '../house.contract.ts'
import type { Client } from './client.ts'
import { exactly } from './position.ts'
import { parseTopics } from './topics.ts'
import { createWriter } from './writer.ts'

const actor = { userId: null, label: 'test', requestId: null }

async function open() {
  const house = await openHouse()
  const { store } = house
  const draft = { name: 'api', url: 'https://api.example.com/health' }
  const { value, seq } = await house.services.create(draft, actor)
  const board = createBoard({ ...store, clock, log: silent })
  const stopping = new AbortController()
  const following = board.follow(stopping.signal)
  onTestFinished(async () => {
    stopping.abort()
    await following
    await house[Symbol.asyncDispose]()
  })
  await board.reach(seq)
  const fragments = createFragments(board, createRender('/a/icons.svg'))
  const writer = createWriter({ board, fragments, clock, log: silent, version: 'v1' })
  let rev = value.rev
  return {
    board,
    writer,
    /** As it would be if rows could not be drawn. */
    broken: createWriter({
      board,
      fragments: {
        ...fragments,
        row() {
          throw new RangeError('no such row')
        },
      },
      clock,
      log: silent,
      version: 'v1',
    }),
    async rename(name: string): Promise<void> {
      const change = { input: { name }, expectedRev: rev }
      const saved = await house.services.patch(value.id, change, actor)
      rev = saved.value.rev
      await board.reach(saved.seq)
    },
  }
}

/** A tab that has everything, and the bytes it was sent. */
function tabOf(board: Board) {
  const tab = { isReady: true, sent: [] as Uint8Array[], ended: false }
  const client: Client = {
    view: { topics: parseTopics('svc'), eyes: 'viewer' },
    arrivedAt: clock.monotonic(),
    position: exactly(board.seq()),
    toldStale: null,
    ready: () => tab.isReady && !tab.ended,
    write: (bytes) => tab.sent.push(bytes),
    cutIfStuck: () => false,
    end() {
      tab.ended = true
    },
  }
  return { client, tab, texts: () => tab.sent.map((bytes) => new TextDecoder().decode(bytes)) }
}

test('tabs in the same state get the same bytes, made once', async () => {
  const { board, writer, rename } = await open()
  const [a, b] = [tabOf(board), tabOf(board)]
  await rename('new')
  await writer.changes([a.client, b.client])
  expect(a.tab.sent).toHaveLength(1)
  expect(a.tab.sent[0]).toBe(b.tab.sent[0])
})

test('what cannot be drawn for one tab ends that tab only', async () => {
  const { board, broken, rename } = await open()
  const [list, page] = [tabOf(board), tabOf(board)]
  const of = { ...page.client, view: { topics: parseTopics('one:1'), eyes: 'viewer' as const } }
  await rename('new')
  await broken.changes([list.client, of])
  expect([list.tab.sent.length, list.tab.ended]).toEqual([0, true])
  expect([page.tab.sent.length, page.tab.ended]).toEqual([1, false])
})

test('a slow tab gets the present state once, however much it missed', async () => {
  const { board, writer, rename } = await open()
  const { client, tab, texts } = tabOf(board)
  tab.isReady = false
  for (const name of ['one', 'two', 'three']) {
    await rename(name)
    await writer.changes([client])
  }
  expect(tab.sent).toHaveLength(0)
  tab.isReady = true
  await writer.changes([client])
  await writer.changes([client])
  expect(texts()).toHaveLength(1)
  expect(texts()[0]).toContain('>three<')
  expect(texts()[0]).not.toContain('>two<')
  expect(client.position).toEqual(exactly(board.seq()))
})

test('a sign of life moves the cursor of a tab that has everything, and only of such a tab', async () => {
  const { board, writer, rename } = await open()
  const [whole, behind] = [tabOf(board), tabOf(board)]
  behind.client.position = exactly((board.seq() - 1) as Seq)
  await writer.heartbeats([whole.client, behind.client])
  expect(whole.texts()[0]).toMatch(new RegExp(`^id: ${board.seq()}\nevent: hb\n`))
  expect(behind.texts()[0]).toMatch(/^event: hb\n/)
  await rename('unused')
})

test('a tab from before the process knew single changes gets the whole list', async () => {
  const { board, writer } = await open()
  const { client, texts } = tabOf(board)
  client.position = exactly(0 as Seq)
  await writer.changes([client])
  expect(texts()[0]).toContain('<hx-partial hx-target="#services-body" hx-swap="outerMorph"><tbody')
})

test('a tab that comes while others are written to gets what is true by then', async () => {
  const { board, writer, rename } = await open()
  const tabs = Array.from({ length: 150 }, () => tabOf(board))
  await rename('one')
  const writing = writer.changes(tabs.map(({ client }) => client))
  await rename('two')
  await writing
  for (const { client, texts } of tabs) {
    const name = client.position.to === board.seq() ? '>two<' : '>one<'
    expect(texts()[0]).toContain(name)
  }
})

test('a tab that another process brought further than this one can read keeps its position', async () => {
  const { board, writer } = await open()
  const lost = { of: 'store', since: 1 } as const
  const away: Board = { ...board, stale: () => lost, readFrom: () => 0 }
  const fragments = createFragments(away, createRender('/a/icons.svg'))
  const stale = createWriter({ board: away, fragments, clock, log: silent, version: 'v1' })
  const ahead = exactly((board.seq() + 5) as Seq)
  const { client, texts } = tabOf(board)
  client.position = ahead
  await stale.changes([client])
  await stale.changes([client])
  expect(client.position).toEqual(ahead)
  const banner = `^id: ${ahead.to}\ndata: [^\n]*#banner[^\n]*data-rev="${ahead.to}"`
  expect(texts()).toEqual([expect.stringMatching(new RegExp(banner))])
  const answer = stale.sync(client)
  expect(answer.kind === 'changes' && JSON.parse(answer.pulse).at).toBe(String(ahead.to))
  await writer.heartbeats([client])
  expect(texts()[1]).toMatch(/^event: hb\n/)
})

test('a tab that is ahead is of another database only once the ledger was asked after it came', async () => {
  const { board } = await open()
  const asked = { at: 10 }
  const slow: Board = { ...board, readFrom: () => asked.at }
  const fragments = createFragments(slow, createRender('/a/icons.svg'))
  const writer = createWriter({ board: slow, fragments, clock, log: silent, version: 'v1' })
  const { client, texts } = tabOf(board)
  const ahead = { ...client, arrivedAt: 10, position: exactly((board.seq() + 5) as Seq) }
  await writer.changes([ahead])
  expect(texts()).toEqual([])
  asked.at = 11
  await writer.changes([ahead])
  await writer.changes([ahead])
  expect(texts()).toEqual([expect.stringMatching(/^event: reset\n/)])
})

test('a tab that cannot be drawn hears nothing that sounds alive', async () => {
  const { board, broken, rename } = await open()
  const { client, tab } = tabOf(board)
  await rename('new')
  broken.greet(client)
  expect([tab.sent.length, tab.ended]).toEqual([0, true])
})

test('who polls gets what a tab would be sent, and where that leads to', async () => {
  const { board, writer, rename } = await open()
  const { client, texts } = tabOf(board)
  await rename('new')
  const { position, view } = client
  const answer = writer.sync({ position, view, arrivedAt: 0 })
  await writer.changes([client])
  if (answer.kind !== 'changes') throw new Error('it was told to load anew')
  expect(texts()[0]).toContain(answer.markup.replaceAll('\n', '\ndata: '))
  expect(JSON.parse(answer.pulse)).toMatchObject({ at: String(board.seq()), version: 'v1' })
  const ahead = exactly((board.seq() + 1) as Seq)
  expect(writer.sync({ position: ahead, view, arrivedAt: 0 })).toEqual({ kind: 'reset' })
})
