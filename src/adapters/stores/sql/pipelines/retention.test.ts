import { describe, expect, test } from 'vitest'
import {
  aDeployment,
  aProject,
  aRun,
  noon,
  running,
} from '../../../../modules/pipelines/samples.contract.ts'
import {
  ann,
  connect,
  furnished,
  told,
} from '../../../../modules/pipelines/store-house.contract.ts'
import type { Horizon, SqlStore } from '../index.ts'
import { onEachDialect, type Place } from '../places.contract.ts'

const day = 86_400_000
const rollups = { minute: null, hour: null, day: null }
const nothing: Horizon = { outcomes: null, rollups, events: null, tombstones: 0, idempotency: 0 }
const history = { at: noon, manner: 'history' } as const

async function removeAll(store: SqlStore, horizon: Partial<Horizon>): Promise<void> {
  let portions = 0
  while (await store.retention.removePortion({ ...nothing, ...horizon })) {
    portions += 1
    if (portions > 100) throw new Error('it never ends')
  }
}

const settled = async (store: SqlStore) => {
  while (await store.pipelines.settleRollups(noon));
}

async function count({ query }: Place, table: string): Promise<number> {
  const [row] = await query(`select count(*) as n from ${table}`)
  return Number(row?.n)
}

onEachDialect('retention of pipelines', (fresh) => {
  async function open() {
    const place = await fresh()
    const store = await place.open()
    const { id, project } = await furnished(async () => ({ open: async () => store }))
    return { place, store, id, project }
  }

  describe('removes runs that are old', () => {
    /** As many runs as that, a day apart, the newest at noon. */
    const runs = (many: number) =>
      Array.from({ length: many }, (_, i) =>
        aRun({ externalId: `${i}`, createdAt: noon - i * day }),
      )

    test('with their jobs, but for the newest of each project, which lists would bring again', async () => {
      const { place, store, id, project } = await open()
      const second = await store.pipelines.saveProject(id, aProject({ externalId: '2' }), noon)
      await store.pipelines.saveRuns(project.id, runs(130), history)
      await store.pipelines.saveRuns(second.id, runs(20), history)
      const oldest = { externalId: '129', attempt: 1 }
      await store.pipelines.saveJobs(project.id, oldest, [], noon)
      await settled(store)
      await removeAll(store, { runs: noon - 10 * day })
      const left = async (projectId: typeof project.id) =>
        (await store.pipelines.runs({ projectId }, { page: 1, limit: 200 })).total
      expect(await left(project.id)).toBe(100)
      expect(await left(second.id)).toBe(20)
      expect(await count(place, 'pipelines_jobs')).toBe(0)
    })

    test('and keeps what they add up to', async () => {
      const { store, project } = await open()
      await store.pipelines.saveRuns(project.id, runs(130), history)
      await settled(store)
      await removeAll(store, { runs: noon })
      await settled(store)
      const today = Math.floor(noon / day)
      const { totals } = await store.pipelines.statistics({ from: today - 200, to: today })
      expect(totals.total).toBe(130)
    })

    test('not before they are counted, nor while they are open', async () => {
      const { store, project } = await open()
      const waiting = running({ externalId: 'open', createdAt: noon - 500 * day })
      await store.pipelines.saveRuns(project.id, [...runs(130), waiting], history)
      const left = async () => (await store.pipelines.runs({}, { page: 1, limit: 1 })).total
      await removeAll(store, { runs: noon })
      expect(await left()).toBe(131)
      await settled(store)
      await removeAll(store, { runs: noon + day })
      expect(await left()).toBe(101)
    })

    test('and tells of a project only where it stands otherwise then', async () => {
      const { store, project } = await open()
      const feature = runs(130).map((run) => ({ ...run, branch: 'feature' }))
      const main = aRun({ externalId: 'main', createdAt: noon - 400 * day, status: 'failed' })
      await store.pipelines.saveRuns(project.id, [...feature, main], history)
      await settled(store)
      const news = await told(store, () => removeAll(store, { runs: noon }))
      expect(news.changes).toEqual([`project ${project.id}`])
      expect(await store.pipelines.some([project.id])).toMatchObject([{ status: 'success' }])
      const again = await told(store, () => removeAll(store, { runs: noon + day }))
      expect(again.changes).toEqual([])
    })

    test('and keeps all of them for ever where nobody says how long', async () => {
      const { store, project } = await open()
      await store.pipelines.saveRuns(project.id, runs(130), history)
      await settled(store)
      await removeAll(store, {})
      await removeAll(store, { runs: null })
      expect((await store.pipelines.runs({}, { page: 1, limit: 1 })).total).toBe(130)
    })
  })

  test('removes deployments that are old, but for the newest of each environment, and its last success', async () => {
    const { place, store, project } = await open()
    const many = Array.from({ length: 120 }, (_, i) =>
      aDeployment({ externalId: `${i}`, createdAt: noon - i * day, status: 'failed' }),
    )
    const rare = [
      aDeployment({ externalId: 'rare', environment: 'rare', createdAt: noon - 900 * day }),
      aDeployment({ externalId: 'good', createdAt: noon - 800 * day }),
      aDeployment({ externalId: 'older', createdAt: noon - 850 * day }),
    ]
    await store.pipelines.saveDeployments(project.id, [...many, ...rare], history)
    await removeAll(store, { runs: noon })
    const left = await place.query('select external_id from pipelines_deployments')
    const ids = left.map(({ external_id }) => String(external_id))
    expect(ids).toHaveLength(102)
    expect(ids).toEqual(expect.arrayContaining(['rare', 'good']))
  })

  describe('of deliveries', () => {
    async function withDeliveries() {
      const house = await open()
      const { store, id } = house
      const ids = []
      for (const i of [1, 2, 3]) {
        const body = new TextEncoder().encode('{}')
        const event = { connectionId: id, deliveryId: `${i}`, type: 'push', headers: {}, body }
        const received = await store.pipelines.receive({ ...event, receivedAt: noon + i * day })
        ids.push(received.id)
      }
      for (const event of await store.pipelines.claim(id, noon + 3 * day, 2)) {
        const end = { status: 'done', error: null, retryAt: null } as const
        await store.pipelines.settle(event.id, { ...end, at: event.receivedAt })
      }
      return { ...house, ids }
    }

    test('removes those that are old', async () => {
      const { store } = await withDeliveries()
      await removeAll(store, { deliveries: noon + 2 * day })
      const { items } = await store.pipelines.events({}, { page: 1, limit: 10 })
      expect(items.map(({ deliveryId }) => deliveryId)).toEqual(['3', '2'])
    })

    test('empties the bodies of those that were processed long ago, which are not processed again', async () => {
      const { store, ids } = await withDeliveries()
      await removeAll(store, { deliveryBodies: noon + 2 * day })
      const lengths = []
      for (const id of ids) lengths.push((await store.pipelines.event(id))?.body.length)
      expect(lengths).toEqual([0, 2, 2])
      const [first, second] = ids
      if (first === undefined || second === undefined) throw new Error('no deliveries')
      expect(await store.pipelines.replay(first, ann())).toBe(false)
      expect(await store.pipelines.replay(second, ann())).toBe(true)
    })

    test('leaves those of every connection alone where nobody says how long', async () => {
      const { store } = await withDeliveries()
      await connect(store, 'other')
      await removeAll(store, {})
      expect((await store.pipelines.events({}, { page: 1, limit: 10 })).total).toBe(3)
    })
  })
})
