import { describe, expect, test } from 'vitest'
import type { ChannelId, ProjectId, UserId } from '../../kernel/index.ts'
import {
  actions,
  deed,
  type Fresh,
  first,
  firstPage,
  type House,
  join,
  noon,
  open,
} from './identity-house.contract.ts'
import { type Preferences, preferencesOfNobody } from './preferences.ts'

const some: Preferences = {
  watched: [3, 1] as ProjectId[],
  hidden: [2] as ProjectId[],
  groups: [{ name: 'Käse \\ "till" \u0000', projects: [1] as ProjectId[] }],
  layout: { groupBy: 'owner', wall: { projects: 'watched', columns: 4 } },
  theme: 'dark',
  density: 'compact',
  shortcuts: 'off',
  notifications: {
    channelId: null,
    broken: true,
    fixed: false,
    mineOnly: true,
    names: ['ann', 'ann@x'],
    projects: 'watched',
  },
}

const change = (expectedRev: number, differs: Partial<Preferences> = {}) => ({
  preferences: { ...some, ...differs },
  expectedRev,
})

/** What every `PreferenceStore` must do. */
export function preferencesContract(fresh: Fresh): void {
  const owned = async () => {
    const place = await fresh()
    const house = await place.open()
    const { id } = await join(house, 'ann@x', first)
    const save = (expectedRev: number, differs: Partial<Preferences> = {}, by: House = house) =>
      by.identity.savePreferences(id, change(expectedRev, differs), deed('ann@x', noon + 1))
    return { place, house, id, save }
  }

  describe('preferences', () => {
    test('are nobody’s until they are saved, and come back as they were', async () => {
      const { house, id, save } = await owned()
      expect(await house.identity.preferencesOf(id)).toBeNull()
      const stored = { preferences: some, rev: 1, updatedAt: noon + 1 }
      expect(await save(0)).toEqual({ kind: 'saved', stored })
      expect(await house.identity.preferencesOf(id)).toEqual(stored)
      const bob = await join(house, 'bob@x', open('viewer'))
      expect(await house.identity.preferencesOf(bob.id)).toBeNull()
    })

    test('are replaced on the version that was read, and on no other', async () => {
      const { house, id, save } = await owned()
      await save(0)
      expect(await save(1, { theme: 'light' })).toMatchObject({ kind: 'saved', stored: { rev: 2 } })
      for (const rev of [0, 1, 3]) expect(await save(rev)).toEqual({ kind: 'stale', rev: 2 })
      expect((await house.identity.preferencesOf(id))?.preferences.theme).toBe('light')
    })

    test('that are saved by many at once are saved by one', async () => {
      const { place, house, save } = await owned()
      const houses = [house, await place.open(), await place.open()]
      const saved = await Promise.all([...houses, ...houses].map((by) => save(0, {}, by)))
      expect(saved.map(({ kind }) => kind).toSorted()).toEqual(['saved', ...Array(5).fill('stale')])
    })

    test('of somebody who is not there are not saved', async () => {
      const { house } = await owned()
      const saved = await house.identity.savePreferences(99 as UserId, change(0), deed('ann@x'))
      expect(saved).toEqual({ kind: 'absent' })
    })

    test('name no channel that is not there', async () => {
      const { house, id, save } = await owned()
      const notifications = { ...some.notifications, channelId: 99 as ChannelId }
      expect(await save(0, { notifications })).toEqual({ kind: 'no_channel' })
      expect(await house.identity.preferencesOf(id)).toBeNull()
    })

    test('leave a trace where they say who is told, and none where they are taste', async () => {
      const { house, save } = await owned()
      await save(0, { notifications: preferencesOfNobody('ann@x').notifications })
      await save(1, { theme: 'light', notifications: preferencesOfNobody('ann@x').notifications })
      expect(await actions(house)).toEqual(['user.registered'])
      await save(2)
      await save(3, { theme: 'system' })
      const [newest] = (await house.identity.audit(firstPage)).items
      expect(await actions(house)).toEqual(['user.notifications_changed', 'user.registered'])
      expect(newest).toMatchObject({ actor: 'ann@x', subject: 'user 1', at: noon + 1 })
      expect(newest?.detail).toEqual({
        channelId: null,
        broken: true,
        fixed: false,
        mineOnly: true,
        projects: 'watched',
      })
    })
  })
}
