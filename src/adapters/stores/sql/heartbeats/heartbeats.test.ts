import { describe, expect, test } from 'vitest'
import type { Seq, ServiceId } from '../../../../kernel/index.ts'
import { claimAt, reportOf } from '../../../../modules/checks/house.contract.ts'
import { type Incoming, pingsKept, type Signal } from '../../../../modules/checks/index.ts'
import { aService, by } from '../../../../modules/services/examples.contract.ts'
import type { Service, ServiceDefinition } from '../../../../modules/services/index.ts'
import type { SqlStore } from '../index.ts'
import { onEachDialect } from '../places.contract.ts'

const target = 'heartbeat://0123456789abcdef0123456789abcdef'
const success: Signal = { kind: 'success' }
const start: Signal = { kind: 'start' }
const fail: Signal = { kind: 'fail', exitCode: 3 }

const incoming = (signal: Signal, differs: Partial<Incoming> = {}): Incoming => ({
  signal,
  body: '',
  key: null,
  ...differs,
})

const job = (differs: Partial<ServiceDefinition> = {}) =>
  aService({
    name: 'backup',
    type: 'heartbeat',
    url: target,
    failuresToDown: 1,
    config: { every: '1h', grace: '5m' },
    ...differs,
  })

const addJob = async ({ services }: SqlStore, differs: Partial<ServiceDefinition> = {}) =>
  (await services.create(job(differs), by('ann'), null)).value

async function change(store: SqlStore, { id, rev }: Service, differs: Partial<ServiceDefinition>) {
  const saved = await store.services.save(
    id,
    { definition: job(differs), expectedRev: rev },
    by('ann'),
  )
  if (saved.kind !== 'saved') throw new Error(saved.kind)
  return saved.service
}

/** What may be claimed within a second. */
async function dueSoon({ schedule }: SqlStore) {
  const { claims } = await schedule.claim(claimAt((await schedule.now()) + 1_000))
  return claims
}

onEachDialect('the heartbeats', (fresh) => {
  describe('a signal', () => {
    test('of an unknown target is told so and leaves nothing', async () => {
      const store = await (await fresh()).open()
      const { id } = await addJob(store)
      expect(await store.heartbeats.record('heartbeat://other', incoming(success))).toBe('unknown')
      expect(await store.heartbeats.record('https://shop.example/', incoming(success))).toBe(
        'unknown',
      )
      expect(await store.heartbeats.logOf(id, 10)).toEqual({ heartbeat: null, pings: [] })
    })

    test('is kept with its words, and the heartbeat follows from it', async () => {
      const store = await (await fresh()).open()
      const { id } = await addJob(store)
      expect(await store.heartbeats.of(target)).toBeNull()
      for (const one of [
        incoming(start),
        incoming(fail, { body: 'disk full' }),
        incoming(success),
      ]) {
        expect(await store.heartbeats.record(target, one)).toBe('recorded')
      }
      const { heartbeat, pings } = await store.heartbeats.logOf(id, 10)
      expect(pings.map(({ signal, body }) => [signal, body])).toEqual([
        [success, ''],
        [fail, 'disk full'],
        [start, ''],
      ])
      expect(pings[1]?.durationMs).toBeGreaterThanOrEqual(0)
      expect(pings[0]?.durationMs).toBeNull()
      expect(heartbeat).toMatchObject({ failed: false, exitCode: 3, startedAt: null })
      expect(heartbeat?.lastSuccessAt).toBe(pings[0]?.at)
      expect(await store.heartbeats.of(target)).toEqual({ heartbeat, words: 'disk full' })
    })

    test('of the same key counts once, also when two arrive together', async () => {
      const place = await fresh()
      const [one, other] = [await place.open(), await place.open()]
      const { id } = await addJob(one)
      const keyed = incoming(start, { key: 'run 7' })
      const told = await Promise.all([
        one.heartbeats.record(target, keyed),
        other.heartbeats.record(target, keyed),
      ])
      expect(told.toSorted()).toEqual(['recorded', 'repeated'])
      expect((await one.heartbeats.logOf(id, 10)).pings).toHaveLength(1)
    })

    test('is one of the latest hundred, whoever sends how many', async () => {
      const store = await (await fresh()).open()
      const { id } = await addJob(store)
      for (let i = 0; i < pingsKept + 20; i++) {
        await store.heartbeats.record(target, incoming(success, { body: String(i) }))
      }
      const { pings } = await store.heartbeats.logOf(id, 1_000)
      expect(pings).toHaveLength(pingsKept)
      expect([pings[0]?.body, pings.at(-1)?.body]).toEqual(['119', '20'])
    })

    test('reaches every service that shares the secret', async () => {
      const store = await (await fresh()).open()
      const [one, other] = [await addJob(store), await addJob(store, { name: 'copy' })]
      await store.heartbeats.record(target, incoming(success))
      for (const { id } of [one, other]) {
        expect((await store.heartbeats.logOf(id, 10)).pings).toHaveLength(1)
      }
    })

    test('tells followers that the service has changed', async () => {
      const store = await (await fresh()).open()
      const { id } = await addJob(store)
      const before = await store.journal.head()
      await store.heartbeats.record(target, incoming(success))
      const changed = await store.journal.changes(before, 10)
      expect(changed).toMatchObject({ rows: [{ kind: 'service', id }] })
    })

    test('goes with its service', async () => {
      const place = await fresh()
      const store = await place.open()
      const { id } = await addJob(store)
      await store.heartbeats.record(target, incoming(success))
      await store.services.remove(id, by('ann'))
      expect(await store.heartbeats.record(target, incoming(success))).toBe('unknown')
      for (const table of ['heartbeats_states', 'heartbeats_pings']) {
        const [row] = await place.query(`select count(*) as n from ${table}`)
        expect(Number(row?.n)).toBe(0)
      }
    })
  })

  describe('the check of a job', () => {
    test('has no slot before the first signal, and one within a second after it', async () => {
      const store = await (await fresh()).open()
      const { id } = await addJob(store)
      const later = (await store.schedule.now()) + 3_600_000
      expect((await store.schedule.claim(claimAt(later))).claims).toEqual([])
      expect((await store.services.find(id))?.status).toBe('unknown')
      await store.heartbeats.record(target, incoming(success))
      expect((await dueSoon(store)).map(({ check }) => check.serviceId)).toEqual([id])
    })

    test('is due at once when a signal says other than its verdict, and only then', async () => {
      const store = await (await fresh()).open()
      await addJob(store)
      await store.heartbeats.record(target, incoming(success))
      const [first] = await dueSoon(store)
      if (first === undefined) throw new Error('nothing is due')
      await store.schedule.accept(reportOf(first))
      await store.heartbeats.record(target, incoming(success))
      expect(await dueSoon(store)).toEqual([])
      await store.heartbeats.record(target, incoming(fail))
      const [second, ...more] = await dueSoon(store)
      expect(more).toEqual([])
      expect(second?.slot).toBeGreaterThan(first.slot)
    })

    test('is moved by no signal while it is paused, and waits for the first when it goes on', async () => {
      const store = await (await fresh()).open()
      const service = await addJob(store)
      await store.heartbeats.record(target, incoming(success))
      await dueSoon(store)
      const paused = await change(store, service, { paused: true })
      await store.heartbeats.record(target, incoming(fail))
      expect(await dueSoon(store)).toEqual([])
      const resumed = await change(store, paused, { paused: false })
      expect(resumed.status).toBe('unknown')
      expect(await store.heartbeats.of(target)).toBeNull()
      const later = (await store.schedule.now()) + 3_600_000
      expect((await store.schedule.claim(claimAt(later))).claims).toEqual([])
      await store.heartbeats.record(target, incoming(success))
      expect(await dueSoon(store)).toHaveLength(1)
    })

    test('keeps what it heard when its schedule is changed', async () => {
      const store = await (await fresh()).open()
      const service = await addJob(store)
      await store.heartbeats.record(target, incoming(success))
      await change(store, service, { config: { every: '2h', grace: '5m' } })
      expect(await store.heartbeats.of(target)).not.toBeNull()
    })
  })

  test('signals, claims and changes at the same time do not wait for each other in a circle', async () => {
    const place = await fresh()
    const stores = [await place.open(), await place.open()]
    const [one, other] = stores as [SqlStore, SqlStore]
    let service = await addJob(one)
    const rounds = Array.from({ length: 15 }, (_, i) => i)
    const signals = rounds.map((i) =>
      other.heartbeats.record(target, incoming(i % 2 === 0 ? success : fail)),
    )
    const claims = rounds.map(async () => dueSoon(other))
    const changes = (async () => {
      for (const round of rounds) {
        service = await change(one, service, { paused: round % 2 === 0, name: `backup ${round}` })
      }
    })()
    await Promise.all([...signals, ...claims, changes])
    const { pings } = await one.heartbeats.logOf(service.id as ServiceId, 100)
    expect(pings).toHaveLength(rounds.length)
    expect(await one.journal.head()).toBeGreaterThan(0 as Seq)
  })
})
