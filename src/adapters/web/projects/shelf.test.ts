import { describe, expect, test } from 'vitest'
import { type ProjectId, Refusal, type Seq } from '../../../kernel/index.ts'
import type { Change, Reading } from '../../../modules/journal/index.ts'
import type { ProjectView } from '../../../modules/pipelines/index.ts'
import { readAt, sampleProject } from './sample.contract.ts'
import { createProjectShelf } from './shelf.ts'

const staleMs = 900_000

/** Projects of a database and its ledger, and how often each was asked. */
function openShelf(count: number) {
  const stored = new Map<number, ProjectView>()
  const rows = new Map<number, Change>()
  const asked = { all: 0, some: 0, changes: 0 }
  const state = { head: 1, now: readAt, isReset: false, isAway: false }
  const put = (id: number, differs: Partial<ProjectView> = {}): void => {
    const before = stored.get(id) ?? sampleProject({ id: id as ProjectId })
    stored.set(id, { ...before, ...differs })
  }
  const note = (id: number, kind: Change['kind'], deleted = false): void => {
    state.head += 1
    rows.set(id, { seq: state.head as Seq, kind, id, deleted })
  }
  for (let id = 1; id <= count; id++) put(id)

  const shelf = createProjectShelf({
    views: {
      async all() {
        asked.all += 1
        return { projects: [...stored.values()], seq: state.head as Seq }
      },
      async some(ids) {
        asked.some += 1
        return ids.flatMap((id) => stored.get(id) ?? [])
      },
    },
    journal: {
      async changes(after, limit): Promise<Reading<Change>> {
        asked.changes += 1
        if (state.isAway) throw new Refusal('unavailable', 'away')
        const head = state.head as Seq
        if (state.isReset) return { kind: 'reset', head }
        const found = [...rows.values()].filter((row) => row.seq > after)
        return { kind: 'rows', rows: found.sort((a, b) => a.seq - b.seq).slice(0, limit), head }
      },
    },
    clock: { now: () => state.now, monotonic: () => state.now, sleep: async () => {} },
    staleMs,
  })
  const names = async () => (await shelf.present()).projects.map(({ name }) => name).sort()
  return { shelf, asked, state, stored, put, note, names }
}

describe('the projects in memory', () => {
  test('are read as a whole once, and then only what the ledger says has changed', async () => {
    const { shelf, asked, put, note, names } = openShelf(3)
    await shelf.present()
    put(2, { name: 'mail' })
    note(2, 'project')
    note(9, 'service')
    expect(await names()).toEqual(['mail', 'shop', 'shop'])
    expect(asked).toEqual({ all: 1, some: 1, changes: 1 })
  })

  test('stay the same objects where nothing has changed', async () => {
    const { shelf, note } = openShelf(3)
    const before = await shelf.present()
    note(9, 'service')
    const after = await shelf.present()
    expect(after.projects).toBe(before.projects)
    expect(after.seq).toBe(2)
  })

  test('lose those that were deleted, and those that are gone when they are read', async () => {
    const { shelf, stored, note, names } = openShelf(3)
    await shelf.present()
    stored.delete(1)
    note(1, 'project', true)
    stored.delete(2)
    note(2, 'project')
    expect(await names()).toEqual(['shop'])
  })

  test('are read anew when the ledger has forgotten what happened', async () => {
    const { shelf, asked, state, put, names } = openShelf(1)
    await shelf.present()
    state.isReset = true
    put(1, { name: 'mail' })
    expect(await names()).toEqual(['mail'])
    expect(asked.all).toBe(2)
  })

  test('are followed over more changes than one look has room for', async () => {
    const { shelf, asked, put, note, names } = openShelf(1)
    await shelf.present()
    for (let id = 2; id <= 1_201; id++) {
      put(id, { name: 'new' })
      note(id, 'project')
    }
    expect(await names()).toHaveLength(1_201)
    expect(asked).toMatchObject({ all: 1, changes: 3 })
  })

  test('are read once for everybody who asks at the same time', async () => {
    const { shelf, asked } = openShelf(3)
    await Promise.all([shelf.present(), shelf.present(), shelf.present()])
    expect(asked).toEqual({ all: 1, some: 0, changes: 0 })
  })

  test('are shown as they were while the store is away, which is said', async () => {
    const { shelf, state, put, note, names } = openShelf(1)
    await shelf.present()
    put(1, { name: 'mail' })
    note(1, 'project')
    state.isAway = true
    expect(await shelf.present()).toMatchObject({ away: true, projects: [{ name: 'shop' }] })
    state.isAway = false
    expect(await names()).toEqual(['mail'])
  })

  test('that seem old are read again before they are called that, and not at each look', async () => {
    const { shelf, asked, state, put } = openShelf(2)
    await shelf.present()
    state.now += staleMs + 1
    put(1, { refreshedAt: state.now })
    const { projects } = await shelf.present()
    const looked = Object.fromEntries(projects.map(({ id, refreshedAt }) => [id, refreshedAt]))
    expect(looked).toEqual({ 1: state.now, 2: readAt })
    await shelf.present()
    expect(asked.some).toBe(1)
    state.now += 30_000
    await shelf.present()
    expect(asked.some).toBe(2)
  })
})

test('a store that is away at the first look has nothing to show', async () => {
  const refusal = new Refusal('unavailable', 'away')
  const shelf = createProjectShelf({
    views: { all: () => Promise.reject(refusal), some: async () => [] },
    journal: { changes: () => Promise.reject(refusal) },
    clock: { now: () => 0, monotonic: () => 0, sleep: async () => {} },
    staleMs,
  })
  await expect(shelf.present()).rejects.toBe(refusal)
  expect(shelf.known()).toBeNull()
})
