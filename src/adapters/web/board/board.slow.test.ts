import { describe, expect, onTestFinished, test } from 'vitest'
import type { Clock, Seq, ServiceId } from '../../../kernel/index.ts'
import type { Change, Reading } from '../../../modules/journal/index.ts'
import { clock, openHouse, silent } from '../house.contract.ts'
import { type Board, type Checking, createBoard } from './board.ts'

/** A board over a real store, and a way to wait for what it shows. */
async function openBoard(differs: { clock?: Clock; checking?: Checking } = {}) {
  const house = await openHouse()
  onTestFinished(() => house[Symbol.asyncDispose]())
  const { store } = house
  const journal = { changes: store.journal.changes }
  const views = { ...store.views }
  const board = createBoard({ views, journal, wake: store.wake, clock, log: silent, ...differs })
  const stopping = new AbortController()
  const following = board.follow(stopping.signal)
  onTestFinished(async () => {
    stopping.abort()
    await following
  })
  return { ...house, board, journal, views }
}

/** Resolves when the board shows something. */
function until(board: Board, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return
      stop()
      resolve()
    }
    const stop = board.subscribe(look)
    look()
  })
}

const actor = { userId: null, label: 'test', requestId: null }
const api = { name: 'api', url: 'https://api.example.com/health' }
const gone = () => Promise.reject(new Error('the store is away'))

describe('a board', () => {
  test('shows a service that is created after it has read everything', async () => {
    const { board, services } = await openBoard()
    await until(board, () => board.phase() === 'ready')
    const { value, seq } = await services.create(api, actor)
    expect(await board.reach(seq)).toBe(true)
    expect(board.entry(value.id)?.service.name).toBe('api')
    expect(board.tally().counts).toMatchObject({ total: 1, unknown: 1 })
  })

  test('shows a change with the position at which it was made', async () => {
    const { board, services } = await openBoard()
    const created = await services.create(api, actor)
    await board.reach(created.seq)
    const { id, rev } = created.value
    const paused = await services.patch(id, { input: { paused: true }, expectedRev: rev }, actor)
    await board.reach(paused.seq)
    const entry = board.entry(id)
    expect(entry?.service.status).toBe('paused')
    expect(entry?.seq).toBeGreaterThan(created.seq)
    expect(entry?.bornAt).toBeLessThanOrEqual(created.seq)
    expect(board.tally()).toMatchObject({ counts: { paused: 1, unknown: 0 }, seq: board.seq() })
  })

  test('remembers where a service was removed', async () => {
    const { board, services } = await openBoard()
    await until(board, () => board.phase() === 'ready')
    const { value, seq: created } = await services.create(api, actor)
    await board.reach(created)
    const before = board.edition()
    const seq = await services.remove(value.id, actor)
    await board.reach(seq)
    expect(board.entry(value.id)).toBeUndefined()
    expect([...board.removed()]).toEqual([[value.id, expect.any(Number)]])
    expect(board.edition()).toBeGreaterThan(before)
  })

  test('keeps what it has while the store is away, says since when, and goes on by itself', async () => {
    const { board, services, journal, store } = await openBoard()
    const { value, seq } = await services.create(api, actor)
    await board.reach(seq)
    const before = Date.now()
    journal.changes = gone
    await until(board, () => board.stale() !== null)
    expect(board.stale()?.since).toBeLessThanOrEqual(Date.now())
    expect(board.stale()?.since).toBeGreaterThan(before - 5_000)
    expect(board.entry(value.id)?.service.name).toBe('api')
    const removed = await services.remove(value.id, actor)
    journal.changes = store.journal.changes
    await until(board, () => board.stale() === null)
    expect(board.seq()).toBeGreaterThanOrEqual(removed)
    expect(board.entry(value.id)).toBeUndefined()
  })

  test('applies a change again when the services could not be read the first time', async () => {
    const { board, services, views, store } = await openBoard()
    await until(board, () => board.phase() === 'ready')
    views.some = async (ids) => {
      views.some = store.views.some
      return gone().catch((error) => {
        expect(ids).toHaveLength(1)
        throw error
      })
    }
    const { value } = await services.create(api, actor)
    await until(board, () => board.entry(value.id) !== undefined)
    expect(board.stale()).toBeNull()
  })

  test('is loading until the first reading succeeds', async () => {
    const { views, store, journal, services } = await openBoard()
    const { value } = await services.create(api, actor)
    views.all = gone
    const board = createBoard({ views, journal, wake: store.wake, clock, log: silent })
    const stopping = new AbortController()
    const following = board.follow(stopping.signal)
    await until(board, () => board.stale() !== null)
    expect(board.phase()).toBe('loading')
    views.all = store.views.all
    await until(board, () => board.phase() === 'ready')
    expect(board.entry(value.id)?.service.name).toBe('api')
    stopping.abort()
    await following
  })

  test('reads everything anew after a reset, and knows that older readers miss something', async () => {
    const { board, services, journal, store } = await openBoard()
    const { value, seq } = await services.create(api, actor)
    await board.reach(seq)
    journal.changes = async (): Promise<Reading<Change>> => {
      journal.changes = store.journal.changes
      return { kind: 'reset', head: await store.journal.head() }
    }
    const removed = await services.remove(value.id, actor)
    await until(board, () => board.floor() >= removed)
    expect(board.entry(value.id)).toBeUndefined()
    expect([...board.removed()]).toEqual([])
  })

  test('gives up waiting for a position that does not come', async () => {
    const slept: number[] = []
    const quick: Clock = {
      ...clock,
      sleep: async (ms, signal) => {
        slept.push(ms)
        await clock.sleep(Math.min(ms, 20), signal)
      },
    }
    const { board } = await openBoard({ clock: quick })
    await until(board, () => board.phase() === 'ready')
    expect(await board.reach(999_999 as Seq)).toBe(false)
    expect(slept).toContain(2_000)
  })
})

test('a part of what changed is no point that is shown', async () => {
  const rows = (from: number, count: number): Change[] =>
    Array.from({ length: count }, (_, i) => ({
      seq: (from + i) as Seq,
      kind: 'service',
      id: from + i,
      deleted: true,
    }))
  const points: number[] = []
  const batches: Reading<Change>[] = [
    { kind: 'rows', rows: rows(1, 500), head: 700 as Seq },
    { kind: 'rows', rows: rows(501, 100), head: 700 as Seq },
  ]
  const board = createBoard({
    views: { all: async () => ({ services: [], seq: 0 as Seq }), some: async () => [] },
    journal: {
      changes: async () => batches.shift() ?? { kind: 'rows', rows: [], head: 700 as Seq },
    },
    wake: { subscribe: () => () => {} },
    clock,
    log: silent,
  })
  board.subscribe(() => points.push(board.seq()))
  const stopping = new AbortController()
  const following = board.follow(stopping.signal)
  await until(board, () => board.seq() === 700)
  stopping.abort()
  await following
  expect(points.filter((point) => point > 0)).toEqual([700])
  expect([...board.removed()].map(([id]) => id)).toContain(600 as ServiceId)
})

test('a service that changes while it is read takes the step on to that change', async () => {
  const { board, services, views, store } = await openBoard()
  const { value, seq } = await services.create(api, actor)
  await board.reach(seq)
  const shown: [Seq, string | undefined][] = []
  board.subscribe(() => shown.push([board.seq(), board.entry(value.id)?.service.name]))
  const rename = (name: string, expectedRev: number) =>
    services.patch(value.id, { input: { name }, expectedRev }, actor)
  let second: Seq | undefined
  views.some = async (ids) => {
    views.some = store.views.some
    second = (await rename('second', value.rev + 1)).seq
    return store.views.some(ids)
  }
  const first = await rename('first', value.rev)
  await until(board, () => second !== undefined && board.seq() >= second)
  expect(shown.filter(([, name]) => name === 'second').map(([at]) => at)).not.toContain(first.seq)
  expect(board.entry(value.id)).toMatchObject({ seq: second, service: { name: 'second' } })
})

test('a service that goes while it is read takes the step on to its removal', async () => {
  const { board, services, views, store } = await openBoard()
  await until(board, () => board.phase() === 'ready')
  const shown: Seq[] = []
  board.subscribe(() => shown.push(board.seq()))
  let removed: Seq | undefined
  views.some = async (ids) => {
    views.some = store.views.some
    const [id] = ids
    if (id !== undefined) removed = await services.remove(id, actor)
    return store.views.some(ids)
  }
  const { value, seq } = await services.create(api, actor)
  await until(board, () => removed !== undefined && board.seq() >= removed)
  expect(shown).not.toContain(seq)
  expect(board.since(seq)).toMatchObject({ removed: [value.id], formers: null })
})

test('a board whose services never hold still stands at no point that is known', async () => {
  const { board, services, views, store } = await openBoard()
  const { value, seq } = await services.create(api, actor)
  await board.reach(seq)
  let { rev } = value
  views.some = async (ids) => {
    const { items } = { items: await store.views.some(ids) }
    if (rev < 40) {
      const change = { input: { name: `name ${rev}` }, expectedRev: rev }
      rev = (await services.patch(value.id, change, actor)).value.rev
    }
    return items
  }
  const first = await services.patch(value.id, { input: { name: 'x' }, expectedRev: rev }, actor)
  rev = first.value.rev
  const points: Seq[] = []
  board.subscribe(() => points.push(board.seq()))
  await until(board, () => points.length > 0)
  expect(board.since(points[0] as Seq).formers).toBeNull()
})

test('a board whose services nobody checks says so, and tells whoever listens', async () => {
  const listeners = new Set<() => void>()
  let stale: ReturnType<Checking['stale']> = null
  const checking: Checking = {
    stale: () => stale,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const { board } = await openBoard({ checking })
  await until(board, () => board.phase() === 'ready')
  const seen: unknown[] = []
  board.subscribe(() => seen.push(board.stale()))
  for (const now of [{ of: 'checks', since: 5 } as const, null]) {
    stale = now
    for (const listener of listeners) listener()
  }
  expect(seen).toEqual([{ of: 'checks', since: 5 }, null])
})
