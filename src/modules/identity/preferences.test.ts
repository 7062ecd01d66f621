import { describe, expect, test } from 'vitest'
import type { ProjectId, Refusal, UserId } from '../../kernel/index.ts'
import { storeThat, virtual } from './literals.contract.ts'
import { createPreferences, StalePreferences } from './own-preferences.ts'
import { marked, type Preferences, preferencesOfNobody } from './preferences.ts'
import { readPreferences } from './preferences-input.ts'

const base = preferencesOfNobody('ann@example.com')
const ids = (...all: number[]) => all as ProjectId[]
const by = { user: { userId: 5 as UserId, email: 'ann@example.com' }, requestId: null }

/** Preferences in memory, which somebody else changes as often just before they are saved. */
function bench({ others = 0, preferences = base } = {}) {
  const { clock } = virtual()
  let left = others
  let stored = { preferences: preferences as Preferences, rev: 1, updatedAt: 0 }
  const store = storeThat({
    preferencesOf: async () => stored,
    async savePreferences(_, change, { at }) {
      if (left > 0) {
        left -= 1
        stored = { ...stored, rev: stored.rev + 1 }
      }
      if (change.expectedRev !== stored.rev) return { kind: 'stale', rev: stored.rev }
      stored = { preferences: change.preferences, rev: stored.rev + 1, updatedAt: at }
      return { kind: 'saved', stored }
    },
  })
  return createPreferences({ store, clock })
}

describe('what somebody writes', () => {
  test('holds, and what is left out is as it was', () => {
    const input = {
      watched: [3, 1, 3],
      groups: [{ name: ' till ', projects: [1, 2] }],
      layout: { wall: { columns: 4 } },
      notifications: { channel_id: 2, names: ['ann', 'ANN', ' bob '], mine_only: true },
    }
    expect(readPreferences(input, { ...base, theme: 'dark' })).toEqual({
      ...base,
      theme: 'dark',
      watched: [3, 1],
      groups: [{ name: 'till', projects: [1, 2] }],
      layout: { groupBy: 'none', wall: { projects: 'all', columns: 4 } },
      notifications: { ...base.notifications, channelId: 2, mineOnly: true, names: ['ANN', 'bob'] },
    })
  })

  test('takes back what is null', () => {
    const told = readPreferences({ notifications: { channel_id: 2 } }, base)
    const wall = { layout: { wall: { columns: 3 } } }
    const input = { notifications: { channel_id: null }, layout: { wall: { columns: null } } }
    const { notifications, layout } = readPreferences(input, readPreferences(wall, told))
    expect([notifications.channelId, layout.wall.columns]).toEqual([null, null])
  })

  test.each<[unknown, string, string]>([
    [{ colour: 'red' }, 'colour', 'is not a preference'],
    [{ theme: 'pink' }, 'theme', 'must be one of system, light, dark'],
    [{ watched: ['x'] }, 'watched.0', 'must be the id of a project'],
    [{ watched: Array(1_001).fill(1) }, 'watched', 'must be at most 1000 projects'],
    [{ groups: [{ name: 'a', projects: Array(201).fill(1) }] }, 'groups.0.projects', 'at most 200'],
    [{ groups: [{ name: ' ', projects: [] }] }, 'groups.0.name', 'is needed'],
    [{ groups: Array(51).fill({ name: 'a', projects: [] }) }, 'groups', 'at most 50 groups'],
    [
      {
        groups: [
          { name: 'a', projects: [] },
          { name: 'A', projects: [] },
        ],
      },
      'groups',
      'have a name twice',
    ],
    [{ layout: { wall: { columns: 0 } } }, 'layout.wall.columns', 'must be at least 1'],
    [{ notifications: { names: Array(21).fill('a') } }, 'notifications.names', 'at most 20'],
    [{ notifications: { broken: 'yes' } }, 'notifications.broken', 'must be true or false'],
    [{ notifications: { chanel: 1 } }, 'notifications.chanel', 'is not a preference'],
    [null, 'body', 'expected object'],
  ])('is refused: %j', (input, path, words) => {
    try {
      readPreferences(input, base)
      expect.unreachable()
    } catch (error) {
      const [field] = (error as Refusal).fields
      expect(field?.path).toBe(path)
      expect(field?.message).toContain(words)
    }
  })
})

test.each([
  ['watch', [1, 7], [2]],
  ['unwatch', [1], [2, 7]],
  ['hide', [1], [2, 7]],
  ['unhide', [1], [2]],
] as const)('to %s a project leaves it in one list at most', (mark, watched, hidden) => {
  const before = { ...base, watched: ids(1), hidden: ids(2, 7) }
  expect(marked(before, 7 as ProjectId, mark)).toMatchObject({ watched, hidden })
})

describe('a person', () => {
  test('who has saved nothing has what holds for everybody, and their address as a name', async () => {
    const { clock } = virtual()
    const preferences = createPreferences({
      store: storeThat({ preferencesOf: async () => null }),
      clock,
    })
    expect(await preferences.get(by.user)).toEqual({ preferences: base, rev: 0, updatedAt: null })
  })

  test('marks a project although another tab saves meanwhile', async () => {
    const { preferences } = await bench({ others: 3 }).mark(7 as ProjectId, 'watch', by)
    expect(preferences.watched).toEqual([7])
  })

  test('is refused when others never stop', async () => {
    const marking = bench({ others: 100 }).mark(7 as ProjectId, 'watch', by)
    await expect(marking).rejects.toThrow(StalePreferences)
  })

  test('watches no more than there may be', async () => {
    const full = { ...base, watched: Array.from({ length: 1_000 }, (_, i) => (i + 1) as ProjectId) }
    const { mark } = bench({ preferences: full })
    await expect(mark(1_001 as ProjectId, 'watch', by)).rejects.toMatchObject({ code: 'conflict' })
    expect((await mark(7 as ProjectId, 'watch', by)).preferences.watched).toHaveLength(1_000)
  })

  test('changes what they name on the version that they saw', async () => {
    const { patch } = bench()
    const saved = await patch({ input: { theme: 'dark' }, expectedRev: 1 }, by)
    expect(saved).toMatchObject({ preferences: { theme: 'dark' }, rev: 2 })
    const again = patch({ input: { theme: 'light' }, expectedRev: 1 }, by)
    await expect(again).rejects.toMatchObject({ code: 'stale', rev: 2 })
  })

  test('replaces all: what is left out has its default', async () => {
    const { replace } = bench({ preferences: { ...base, theme: 'dark', watched: ids(1) } })
    const saved = await replace({ input: { density: 'compact' }, expectedRev: 1 }, by)
    expect(saved.preferences).toEqual({ ...base, density: 'compact' })
  })
})
