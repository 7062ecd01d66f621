import { inspect } from 'node:util'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Refusal, Secret } from '../../../../kernel/index.ts'
import { addClaimed, allOutcomes, reportOf } from '../../../../modules/checks/house.contract.ts'
import { aService, by } from '../../../../modules/services/examples.contract.ts'
import { openSqlStore, type SqlStore } from '../index.ts'
import { cutConnections, onPostgres, type Place } from '../places.contract.ts'
import { all, run } from '../statement.ts'
import { type Logged, realClock, recorder } from '../world.contract.ts'
import { type Link, startLink } from './link.contract.ts'

const create = ({ services }: SqlStore, name: string) =>
  services.create(aService({ name }), by('ann'), null)

const addressOf = ({ database }: Place): string => {
  if (database.kind !== 'postgres') throw new Error('this is no PostgreSQL')
  return database.url.reveal()
}

const unavailable = { name: 'Refusal', code: 'unavailable' }

async function openAt(url: string, lines: Logged[] = []): Promise<SqlStore> {
  const database = { kind: 'postgres', url: new Secret(url), pool: 4 } as const
  const store = await openSqlStore(database, { clock: realClock, log: recorder(lines) })
  onTestFinished(() => store.close())
  return store
}

const openBehind = (link: Link) => openAt(link.url)

type Tally = { readonly acknowledged: string[]; readonly faults: unknown[]; refused: number }

/** Creates services until it is told to stop. */
async function writeOn(store: SqlStore, tally: Tally, on: { writing: boolean }) {
  const writer = Math.random().toString(36).slice(2)
  for (let i = 0; on.writing; i++) {
    try {
      await create(store, `${writer} ${i}`)
      tally.acknowledged.push(`${writer} ${i}`)
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unavailable') tally.refused += 1
      else tally.faults.push(error)
    }
  }
}

/** Calls `disturb` again and again while several writers are at work. */
async function disturbed(store: SqlStore, disturb: () => Promise<void> | void): Promise<Tally> {
  const tally: Tally = { acknowledged: [], faults: [], refused: 0 }
  const on = { writing: true }
  const writers = [1, 2, 3, 4].map(() => writeOn(store, tally, on))
  for (let round = 0; round < 8; round++) {
    const enough = tally.acknowledged.length + 8
    await vi.waitUntil(() => tally.acknowledged.length >= enough, { interval: 1, timeout: 10_000 })
    await disturb()
  }
  on.writing = false
  await Promise.all(writers)
  return tally
}

/** Every acknowledged service is there once. */
async function expectKept(store: SqlStore, { acknowledged }: Tally): Promise<void> {
  const names = (await store.views.all()).services.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(acknowledged.filter((name) => !names.includes(name))).toEqual([])
}

onPostgres('PostgreSQL', (fresh, server) => {
  describe('whose connections are cut during writes', () => {
    test('by the server costs some writes, keeps what was acknowledged, and goes on', async () => {
      const place = await fresh()
      const store = await place.open()
      const name = new URL(addressOf(place)).pathname.slice(1)
      const tally = await disturbed(store, () => cutConnections(server, name))
      expect(tally.faults).toEqual([])
      expect(tally.refused).toBeGreaterThan(0)
      await create(store, 'afterwards').catch(() => create(store, 'afterwards'))
      await expectKept(store, tally)
    }, 30_000)

    test('by the network costs some writes, keeps what was acknowledged, and goes on', async () => {
      const place = await fresh()
      const link = await startLink(addressOf(place), 'forward')
      const store = await openBehind(link)
      const tally = await disturbed(store, link.cut)
      expect(tally.faults).toEqual([])
      expect(tally.refused).toBeGreaterThan(0)
      await create(store, 'afterwards').catch(() => create(store, 'afterwards'))
      await expectKept(store, tally)
    }, 30_000)

    test('while they are idle does not cost the next write', async () => {
      const place = await fresh()
      const link = await startLink(addressOf(place), 'forward')
      const lines: Logged[] = []
      const store = await openAt(link.url, lines)
      await create(store, 'before')
      link.cut()
      await vi.waitUntil(() => lines.some(({ message }) => /connection broke/.test(message)), 5_000)
      expect((await create(store, 'afterwards')).value.id).toBe(2)
    })

    test('is listened to again afterwards', async () => {
      const place = await fresh()
      const link = await startLink(addressOf(place), 'forward')
      const [writer, listener] = [await place.open(), await openBehind(link)]
      await ring(listener)
      const again = ring(listener)
      link.cut()
      await again
      const heard = ring(listener)
      await create(writer, 'one')
      await heard
    })
  })

  describe('that cannot be reached', () => {
    test('when the store is opened refuses reading and writing, and serves both later', async () => {
      const place = await fresh('none')
      const link = await startLink(addressOf(place), 'refuse')
      const store = await openBehind(link)
      await expect(store.migrate()).rejects.toMatchObject(unavailable)
      await expect(store.probe()).rejects.toMatchObject(unavailable)
      await expect(store.views.all()).rejects.toMatchObject(unavailable)
      await expect(create(store, 'too early')).rejects.toMatchObject(unavailable)

      link.mode = 'forward'
      await store.migrate()
      await store.probe()
      const { value } = await create(store, 'in time')
      expect((await store.views.all()).services).toEqual([value])
    })

    test('when the store is opened is listened to once it is there', async () => {
      const place = await fresh()
      const link = await startLink(addressOf(place), 'refuse')
      const [writer, listener] = [await place.open(), await openBehind(link)]
      await expect(listener.probe()).rejects.toMatchObject(unavailable)
      const listens = ring(listener)
      link.mode = 'forward'
      await listens
      const heard = ring(listener)
      await create(writer, 'one')
      await heard
    })

    test('because nobody listens there is refused in words', async () => {
      const link = await startLink(server.url, 'refuse')
      const store = await openAt(link.url.replace(/:\d+\//, ':1/'))
      const refusal = await store.probe().catch((error) => error)
      expect(refusal).toMatchObject(unavailable)
      expect(refusal.message).toMatch(/^PostgreSQL cannot be reached: .*ECONNREFUSED/)
    })

    test.each(['refuse', 'silent'] as const)(
      '(%s) is given up within seconds, by a store that closes too',
      async (mode) => {
        const link = await startLink(server.url, mode)
        const store = await openSqlStore(
          { kind: 'postgres', url: new Secret(link.url), pool: 2 },
          { clock: realClock, log: recorder([]) },
        )
        const asked = store.probe().catch((error) => error)
        const began = performance.now()
        await store.close()
        expect(await asked).toMatchObject(unavailable)
        expect(performance.now() - began).toBeLessThan(8_000)
      },
      10_000,
    )
  })

  describe('that may only be read, as a standby', () => {
    test('refuses writes, takes outcomes again later, and loses none of them', async () => {
      const place = await fresh()
      const name = new URL(addressOf(place)).pathname.slice(1)
      const claim = await addClaimed(await place.open())
      await server.run(`alter database ${name} set default_transaction_read_only = on`)
      const store = await place.open()
      const reports = [0, 1, 2].map((i) => reportOf({ ...claim, slot: claim.slot + i * 60_000 }))
      const accept = () => Promise.allSettled(reports.map((one) => store.schedule.accept(one)))
      expect((await accept()).map(({ status }) => status)).toEqual(Array(3).fill('rejected'))
      await expect(store.probe()).rejects.toMatchObject(unavailable)
      await expect(create(store, 'too early')).rejects.toMatchObject(unavailable)
      expect(await store.services.find(claim.service.id)).not.toBeNull()

      await server.run(`alter database ${name} set default_transaction_read_only = off`)
      const later = await place.open()
      await Promise.all(reports.map((one) => later.schedule.accept(one)))
      expect((await allOutcomes(later, claim.service)).total).toBe(3)
    })
  })

  describe('whose address is wrong', () => {
    test('in its form is refused as input, without the password in any word', async () => {
      const url = 'postgres://ann:hunter2@db.example:99999999/pharos'
      const lines: Logged[] = []
      const refusal = await openAt(url, lines)
        .then((store) => store.probe())
        .catch((error) => error)
      expect(refusal).toMatchObject({ name: 'Refusal', code: 'invalid' })
      expect(inspect([refusal, lines], { depth: 10 })).not.toContain('hunter2')
    })

    test.each([
      ['database', (url: URL) => Object.assign(url, { pathname: '/pharos_not_there' })],
      ['role', (url: URL) => Object.assign(url, { username: 'pharos_nobody' })],
    ])('by its %s is refused in words that name it', async (_what, change) => {
      const store = await openAt(change(new URL(server.url)).href)
      const refusal = await store.probe().catch((error) => error)
      expect(refusal).toMatchObject(unavailable)
      expect(refusal.message).toMatch(/pharos_n/)
    })
  })

  describe('transactions', () => {
    test('that wait for each other are tried again until both are done', async () => {
      const place = await fresh()
      const store = await place.open()
      for (const name of ['a', 'b']) await create(store, name)
      const driver = place.driver()
      const renameBoth = (name: string, ids: readonly number[]) =>
        driver.write(function* () {
          for (const id of ids) {
            yield* run('update services set name = name || ? where id = ?', name, id)
            yield* all('select cast(pg_sleep(0.2) as text) as done from services where id = ?', id)
          }
        })
      await Promise.all([renameBoth('1', [1, 2]), renameBoth('2', [2, 1])])
      const names = await place.query('select name from services order by id')
      expect(names.map(({ name }) => String(name).split('').toSorted().join(''))).toEqual([
        '12a',
        '12b',
      ])
    })

    test('that fail leave nothing and give their connection back', async () => {
      const place = await fresh()
      const driver = place.driver()
      for (let i = 0; i < 20; i++) {
        await expect(
          driver.write(function* () {
            yield* run('update checks_clock set high_water = ?', 4711)
            yield* run('select * from nowhere')
          }),
        ).rejects.toThrow(/nowhere/)
      }
      expect(await place.query('select high_water from checks_clock')).toEqual([
        { high_water: '0' },
      ])
      expect(await driver.read(() => all('select one from checks_clock'))).toEqual([{ one: 1 }])
    })

    test('that only read may not write', async () => {
      const driver = (await fresh()).driver()
      await expect(
        driver.read(() => run('update checks_clock set high_water = ?', 1)),
      ).rejects.toThrow(/read-only/)
    })
  })
})

/** The next time that the store says something was committed, or that it listens again. */
const ring = ({ wake }: SqlStore) =>
  new Promise<void>((resolve) => {
    const stop = wake.subscribe(() => {
      stop()
      resolve()
    })
  })
