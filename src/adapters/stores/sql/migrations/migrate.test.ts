import { expect, test } from 'vitest'
import { Refusal } from '../../../../kernel/index.ts'
import { onEachDialect, type Place } from '../places.contract.ts'
import { run } from '../statement.ts'
import { type Migrated, migrate, migrations } from './migrate.ts'
import type { Migration } from './migration.ts'

const newest = migrations.length

const table = (id: number): Migration => ({
  id,
  name: `step ${id}`,
  script: (spelling) => [`create table step_${id} (id ${spelling.id}, text text not null)`],
})

/** Steps after those that there are. */
const steps = (count: number) => [
  ...migrations,
  ...Array.from({ length: count }, (_, i) => table(newest + 1 + i)),
]

/** Its first statement works, its second does not. */
const broken: Migration = {
  id: newest + 2,
  name: 'broken',
  script: () => ['create table half (id integer)', 'insert into nowhere values (1)'],
}

const applied = async ({ query }: Place) => {
  const rows = await query('select id, name from migrations order by id')
  return rows.map(({ id, name }) => [id, name])
}

const exists = ({ query }: Place, name: string) =>
  query(`select * from ${name}`).then(
    () => true,
    () => false,
  )

const outcomes = (settled: readonly PromiseSettledResult<Migrated>[]) =>
  settled.map((one) => (one.status === 'fulfilled' ? 'done' : String(one.reason)))

onEachDialect('migrating', (fresh) => {
  test('an empty database brings it to the newest schema, and a second time does nothing', async () => {
    const place = await fresh('none')
    const store = await place.open()
    expect(await store.migrate()).toEqual({ from: 0, to: newest })
    const rows = await applied(place)
    expect(rows.map(([id]) => id)).toEqual(migrations.map(({ id }) => id))
    expect(await store.migrate()).toEqual({ from: newest, to: newest })
    expect(await applied(place)).toEqual(rows)
    await store.probe()
  })

  test('by processes that start together is done once, and all go on', async () => {
    const place = await fresh('none')
    const stores = [await place.open(), await place.open(), await place.open(), await place.open()]
    const settled = await Promise.allSettled(stores.map((store) => store.migrate()))
    expect(outcomes(settled)).toEqual(Array(4).fill('done'))
    expect(await applied(place)).toHaveLength(newest)
    for (const store of stores) await store.probe()
  })

  test('several steps by processes that start together applies each once', async () => {
    const place = await fresh('none')
    const drivers = [place.driver(), place.driver(), place.driver()]
    const settled = await Promise.allSettled(drivers.map((driver) => migrate(driver, steps(3))))
    expect(outcomes(settled)).toEqual(Array(3).fill('done'))
    expect((await applied(place)).map(([id]) => id)).toEqual(steps(3).map(({ id }) => id))
  })

  test('a database that a newer program made is refused, in words, and left as it is', async () => {
    const place = await fresh()
    const driver = place.driver()
    await driver.write(() => run('insert into migrations values (?, ?, ?)', 4711, 'future', 1))
    const before = await applied(place)
    const refusal = await migrate(driver).catch((error) => error)
    expect(refusal).toBeInstanceOf(Refusal)
    expect(refusal.code).toBe('conflict')
    expect(refusal.message).toMatch(/schema 4711.*newer/)
    expect(await applied(place)).toEqual(before)
  })

  test('that fails at a step keeps the steps before it and nothing of that step, and is resumed later', async () => {
    const place = await fresh('none')
    const driver = place.driver()
    const last = table(newest + 3)
    await expect(migrate(driver, [...steps(1), broken, last])).rejects.toThrow(/nowhere/)
    const first = newest + 1
    expect((await applied(place)).at(-1)).toEqual([first, `step ${first}`])
    expect(await exists(place, `step_${first}`)).toBe(true)
    expect(await exists(place, 'half')).toBe(false)
    expect(await exists(place, `step_${last.id}`)).toBe(false)

    expect(await migrate(driver, steps(3))).toEqual({ from: first, to: last.id })
    expect(await applied(place)).toHaveLength(last.id)
    expect(await migrate(place.driver(), steps(3))).toEqual({ from: last.id, to: last.id })
  })

  test('that failed lets go of the lock, so that another process can migrate', async () => {
    const place = await fresh('none')
    const [first, second] = [place.driver(), place.driver()]
    await expect(migrate(first, [...steps(1), broken])).rejects.toThrow(/nowhere/)
    expect(await migrate(second, steps(2))).toEqual({ from: newest + 1, to: newest + 2 })
  })

  test('counts its steps from 1 without holes', () => {
    expect(migrations.map(({ id }) => id)).toEqual(migrations.map((_, i) => i + 1))
  })
})
