import { describe, expect, test } from 'vitest'
import type { ConnectionId } from '../../kernel/index.ts'
import { aConnection, aProject, aRun, noon } from './samples.contract.ts'
import { ann, connect, type Fresh, furnished, nothing, told } from './store-house.contract.ts'

const trouble = {
  kind: 'unauthorized',
  message: 'the token is wrong',
  at: noon,
  retryAt: null,
} as const

/** What every `ConnectionStore` must do. */
export function connectionStoreContract(fresh: Fresh): void {
  describe('a connection', () => {
    test('is whole when it was created, and the same when it is found', async () => {
      const house = await (await fresh()).open()
      const saved = await house.connections.create({ ...aConnection(), owned: true }, ann())
      expect(saved).toMatchObject({
        kind: 'saved',
        connection: { ...aConnection(), id: 1, owned: true, rev: 1, createdAt: noon },
      })
      const one = 1 as ConnectionId
      expect(await house.connections.find(one)).toEqual({
        ...aConnection(),
        id: 1,
        owned: true,
        rev: 1,
        createdAt: noon,
        updatedAt: noon,
        state: {
          listedAt: null,
          refreshedAt: null,
          trouble: null,
          projects: { total: 0, filled: 0, failing: 0 },
          events: { waiting: 0, failed: 0, lastAt: null },
          calls: null,
          quota: null,
          user: null,
        },
      })
      expect(await house.connections.list()).toEqual([await house.connections.find(one)])
      expect(await house.connections.findByName('github')).toMatchObject({ id: 1 })
      expect(await house.connections.findByName('gitlab')).toBeNull()
      expect(await house.connections.find(9 as ConnectionId)).toBeNull()
    })

    test('is changed by whoever has seen its latest version', async () => {
      const house = await (await fresh()).open()
      const { id } = await connect(house)
      const definition = aConnection({ name: 'ours', enabled: false })
      const change = { definition, expectedRev: 1 }
      expect(await house.connections.save(id, change, ann(noon + 5))).toMatchObject({
        kind: 'saved',
        connection: { name: 'ours', enabled: false, rev: 2, createdAt: noon, updatedAt: noon + 5 },
      })
      expect(await house.connections.save(id, change, ann())).toMatchObject({
        kind: 'stale',
        current: { rev: 2 },
      })
      const absent = await house.connections.save(9 as ConnectionId, change, ann())
      expect(absent).toEqual({ kind: 'absent' })
    })

    test('has a name of its own', async () => {
      const house = await (await fresh()).open()
      await connect(house, 'a')
      const { id } = await connect(house, 'b')
      expect(await house.connections.create(aConnection({ name: 'a' }), ann())).toEqual({
        kind: 'taken',
      })
      const change = { definition: aConnection({ name: 'a' }), expectedRev: 1 }
      expect(await house.connections.save(id, change, ann())).toEqual({ kind: 'taken' })
      const own = { definition: aConnection({ name: 'b' }), expectedRev: 1 }
      expect(await house.connections.save(id, own, ann())).toMatchObject({ kind: 'saved' })
    })

    test('tells the journal, the ledger and the audit trail what became of it', async () => {
      const { house, id, project } = await furnished(fresh)
      const change = { definition: aConnection({ name: 'ours' }), expectedRev: 1 }
      expect(await told(house, () => house.connections.save(id, change, ann()))).toEqual({
        changes: [`connection ${id}`, `project ${project.id}`],
        events: [{ type: 'connection.updated', connectionId: id, name: 'ours' }],
      })
      expect(await told(house, () => house.connections.remove(id, ann()))).toEqual({
        changes: [`connection ${id} gone`, `project ${project.id} gone`],
        events: [{ type: 'connection.deleted', connectionId: id, name: 'ours' }],
      })
      const { items } = await house.identity.audit({ page: 1, limit: 10 })
      expect(items.map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
        ['ann', 'connection.deleted', 'connection 1'],
        ['ann', 'connection.updated', 'connection 1'],
        ['ann', 'connection.created', 'connection 1'],
      ])
      expect(items[0]?.detail).toEqual({ name: 'ours', platform: 'github' })
    })

    test('takes its projects and their history with it, and nothing of another one', async () => {
      const { house, id, project } = await furnished(fresh)
      const other = await connect(house, 'other')
      const [kept] = await house.pipelines.saveProjects(other.id, [aProject()], noon)
      if (kept === undefined) throw new Error('no project was saved')
      const how = { at: noon, manner: 'history' } as const
      for (const one of [project.id, kept.id]) await house.pipelines.saveRuns(one, [aRun()], how)
      expect(await house.connections.remove(id, ann())).toBe(true)
      expect(await house.connections.remove(id, ann())).toBe(false)
      expect((await house.pipelines.all()).projects.map((one) => one.id)).toEqual([kept.id])
      const { items } = await house.pipelines.runs({}, { page: 1, limit: 10 })
      expect(items.map(({ projectId }) => projectId)).toEqual([kept.id])
    })
  })

  describe('what its collector notes', () => {
    const calls = { calls: 12, unchanged: 3, limited: 0, failed: 1, pausedUntil: null }
    const quota = { limit: 5_000, remaining: 4_000, resetAt: noon + 60_000, usedUpAt: null }

    test('is kept, and what it leaves out stays', async () => {
      const house = await (await fresh()).open()
      const { id } = await connect(house)
      await house.connections.note(id, { listedAt: noon, user: 'robot', calls, quota }, noon)
      await house.connections.note(id, { refreshedAt: noon + 9, trouble }, noon + 9)
      expect((await house.connections.find(id))?.state).toMatchObject({
        listedAt: noon,
        refreshedAt: noon + 9,
        trouble,
        calls,
        quota,
        user: 'robot',
      })
      await house.connections.note(id, { trouble: null }, noon + 10)
      expect((await house.connections.find(id))?.state).toMatchObject({ trouble: null, calls })
    })

    test('is told only where people see another thing', async () => {
      const house = await (await fresh()).open()
      const { id } = await connect(house)
      const note = (
        ...[state, at]: readonly [Parameters<typeof house.connections.note>[1], number]
      ) => told(house, () => house.connections.note(id, state, at))
      const changed = { changes: [`connection ${id}`], events: [] }
      expect(await note({ listedAt: noon, user: 'robot' }, noon)).toEqual(changed)
      expect(await note({ listedAt: noon + 1, calls, quota }, noon + 1)).toEqual(nothing)
      expect(await note({ trouble }, noon + 2)).toEqual(changed)
      expect(await note({ trouble: { ...trouble, at: noon + 3 } }, noon + 3)).toEqual(nothing)
      expect(await note({ trouble: { ...trouble, message: 'it expired' } }, noon + 4)).toEqual(
        changed,
      )
      expect(await note({ trouble: null, refreshedAt: noon + 5 }, noon + 5)).toEqual(changed)
    })

    test('is nothing for a connection that is gone', async () => {
      const house = await (await fresh()).open()
      const gone = 9 as ConnectionId
      expect(await told(house, () => house.connections.note(gone, { trouble }, noon))).toEqual(
        nothing,
      )
    })

    test('loses its trouble when the connection is changed, which may have mended it', async () => {
      const house = await (await fresh()).open()
      const { id } = await connect(house)
      await house.connections.note(id, { trouble }, noon)
      await house.connections.save(id, { definition: aConnection(), expectedRev: 1 }, ann())
      expect((await house.connections.find(id))?.state.trouble).toBeNull()
    })
  })

  describe('its state', () => {
    test('counts projects that are followed: those without history, and those that fail', async () => {
      const { house, id } = await furnished(fresh)
      const { pipelines, connections } = house
      const found = ['100', '101', '102', '103'].map((externalId) =>
        aProject({ externalId, fullName: `acme/${externalId}`, archived: externalId === '103' }),
      )
      const [one, two] = await pipelines.saveProjects(id, found, noon)
      if (one === undefined || two === undefined) throw new Error('no projects')
      await pipelines.noteProject(one.id, { at: noon, trouble: null, filled: true })
      await pipelines.noteProject(two.id, { at: noon, trouble })
      const counts = async () => (await connections.find(id))?.state.projects
      expect(await counts()).toEqual({ total: 3, filled: 1, failing: 1 })
      await pipelines.saveProjects(id, found.slice(0, 1), noon)
      expect(await counts()).toEqual({ total: 1, filled: 1, failing: 0 })
    })

    test('counts deliveries that wait and that failed, and knows when the last one came', async () => {
      const house = await (await fresh()).open()
      const { id } = await connect(house)
      await connect(house, 'other')
      const delivery = (deliveryId: string, receivedAt: number) => ({
        connectionId: id,
        deliveryId,
        type: 'push',
        receivedAt,
        headers: {},
        body: new Uint8Array([123, 125]),
      })
      for (const i of [1, 2, 3, 4]) await house.pipelines.receive(delivery(`d${i}`, noon + i))
      const ends = ['done', 'failed', 'dead'] as const
      const claimed = await house.pipelines.claim(id, noon + 5, 3)
      for (const [i, { id: event }] of claimed.entries()) {
        const status = ends[i] ?? 'done'
        const end = { at: noon + 6, status, error: null, retryAt: noon + 7 }
        await house.pipelines.settle(event, end)
      }
      const [first, second] = await house.connections.list()
      expect(first?.state.events).toEqual({ waiting: 1, failed: 2, lastAt: noon + 4 })
      expect(second?.state.events).toEqual({ waiting: 0, failed: 0, lastAt: null })
      expect((await house.connections.find(id))?.state.events).toEqual(first?.state.events)
    })
  })
}
