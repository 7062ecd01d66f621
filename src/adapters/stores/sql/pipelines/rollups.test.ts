import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ConnectionId, ProjectId } from '../../../../kernel/index.ts'
import {
  addTotals,
  dayOf,
  emptyTotals,
  figuresOf,
  parseDay,
  runStatuses,
  type Statistics,
  type StatisticsQuery,
  totalsOf,
} from '../../../../modules/pipelines/index.ts'
import { onEachDialect, type Place } from '../places.contract.ts'
import { createPipelineReader } from './read.ts'
import { removeRollups } from './rollup-rows.ts'
import { createRollupStore } from './rollups.ts'
import { forgetAll, putRuns, type Seed, seedProjects } from './seeding.contract.ts'

const dayMs = 86_400_000
const firstDay = parseDay('2026-01-20') ?? 0
const days = 130
const zones = ['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Paris', 'Asia/Kathmandu']
const connections = [
  { id: 1, platform: 'github' },
  { id: 2, platform: 'gitlab' },
  { id: 3, platform: 'github' },
]
const projects = connections.flatMap(({ id, platform }) =>
  [id * 10_000, id * 10_000 + 1].map((projectId) => ({ projectId, connectionId: id, platform })),
)

/** Few values, so that extremes are shared, come, and go. */
const ms = fc.option(fc.constantFrom(0, 900, 61_000, 61_000, 3_000_000, 90_000_000))
const anySeed: fc.Arbitrary<Seed> = fc.record({
  id: fc.integer({ min: 1, max: 40 }),
  projectId: fc.constantFrom(...projects.map(({ projectId }) => projectId)),
  status: fc.constantFrom(...runStatuses),
  createdAt: fc
    .integer({ min: firstDay * dayMs, max: (firstDay + days) * dayMs - 1 })
    // Some days are busy.
    .map((at) => (at % 3 === 0 ? at : firstDay * dayMs + 40 * dayMs + (at % (2 * dayMs)))),
  durationMs: ms,
  queuedMs: ms,
  superseded: fc.boolean(),
})

const anyQuery: fc.Arbitrary<StatisticsQuery> = fc
  .record(
    {
      from: fc.integer({ min: firstDay - 3, max: firstDay + days }),
      length: fc.integer({ min: -1, max: days }),
      connectionId: fc.constantFrom(...connections.map(({ id }) => id as ConnectionId)),
      projectId: fc.constantFrom(...projects.map(({ projectId }) => projectId as ProjectId)),
    },
    { requiredKeys: ['from', 'length'] },
  )
  .map(({ length, ...rest }) => ({ ...rest, to: rest.from + length }))

/** What the runs say when each is looked at. */
function naive(runs: readonly Seed[], zone: string, query: StatisticsQuery): Statistics {
  const { from, to } = query
  const counted = runs
    .filter(({ superseded }) => !superseded)
    .map((run) => {
      const project = projects.find(({ projectId }) => projectId === run.projectId)
      if (project === undefined) throw new Error('a run of no project')
      return { ...run, ...project, day: dayOf(run.createdAt, zone) }
    })
    .filter(({ day }) => day >= from && day <= to)
    .filter((run) => query.projectId === undefined || run.projectId === query.projectId)
    .filter((run) => query.connectionId === undefined || run.connectionId === query.connectionId)
  const figures = (some: readonly Seed[]) =>
    figuresOf(some.map(totalsOf).reduce(addTotals, emptyTotals))
  const each = [...Map.groupBy(counted, ({ projectId }) => projectId)].map(([id, some]) => ({
    ...figures(some),
    projectId: id as ProjectId,
    fullName: `team/project-${id}`,
    platform: some[0]?.platform ?? '',
    exactMs: average(some.filter(({ status }) => isOver(status)).map((run) => run.durationMs)),
  }))
  const top = (figure: (one: (typeof each)[number]) => number) =>
    each
      .filter((one) => figure(one) > 0)
      .sort((a, b) => figure(b) - figure(a) || a.projectId - b.projectId)
      .slice(0, 10)
      .map(({ exactMs: _, ...one }) => one)
  return {
    from,
    to,
    totals: figures(counted),
    days: Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => ({
      ...figures(counted.filter(({ day }) => day === from + i)),
      day: from + i,
    })),
    platforms: [...Map.groupBy(counted, ({ platform }) => platform)]
      .map(([platform, some]) => ({ ...figures(some), platform }))
      .sort((a, b) => b.total - a.total || a.platform.localeCompare(b.platform)),
    mostActive: top(({ total }) => total),
    slowest: top(({ exactMs }) => exactMs),
    mostFailing: top(({ total, failed, succeeded }) =>
      total > 10 && failed > 0 ? failed / (failed + succeeded) : 0,
    ),
  }
}

const isOver = (status: Seed['status']): boolean =>
  ['success', 'warning', 'failed', 'canceled', 'skipped'].includes(status)

function average(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length
}

/** A run stays with its project. @returns them as they are remembered, the last word on each. */
function remember(runs: Map<number, Seed>, seeds: readonly Seed[]): readonly Seed[] {
  for (const one of seeds) {
    const { projectId } = runs.get(one.id) ?? one
    runs.set(one.id, { ...one, projectId })
  }
  return [...new Set(seeds.map(({ id }) => id))].flatMap((id) => runs.get(id) ?? [])
}

async function furnish(place: Place) {
  const driver = place.driver()
  await driver.write(function* () {
    for (const connection of connections) yield* seedProjects(connection, 2)
  })
  const rollups = createRollupStore(driver)
  return {
    driver,
    rollups,
    reader: createPipelineReader(driver),
    put: (seeds: readonly Seed[]) => driver.write(() => putRuns(seeds)),
    async settle() {
      let portions = 1
      while (await rollups.settleRollups(0)) portions += 1
      return portions
    },
  }
}

const seed = (differs: Partial<Seed> = {}): Seed => ({
  id: 1,
  projectId: 10_000,
  status: 'success',
  createdAt: firstDay * dayMs,
  durationMs: 1_000,
  queuedMs: null,
  superseded: false,
  ...differs,
})

const wholeRange = { from: firstDay - 3, to: firstDay + days + 3 }

onEachDialect('roll-ups of runs', (fresh) => {
  test('give the statistics that the runs give, whatever came, changed, and went', async () => {
    const { driver, rollups, reader, put, settle } = await furnish(await fresh())
    const anyWave = fc.record({
      seeds: fc.array(anySeed, { maxLength: 40 }),
      zone: fc.option(fc.constantFrom(...zones), { freq: 3 }),
      queries: fc.array(anyQuery, { minLength: 1, maxLength: 3 }),
    })
    await fc.assert(
      fc
        .asyncProperty(fc.array(anyWave, { minLength: 1, maxLength: 4 }), async (waves) => {
          const runs = new Map<number, Seed>()
          let zone = 'UTC'
          for (const wave of waves) {
            zone = wave.zone ?? zone
            if (wave.zone !== null) await rollups.useZone(wave.zone)
            await put(remember(runs, wave.seeds))
            await settle()
            for (const query of [wholeRange, ...wave.queries]) {
              expect(await reader.statistics(query)).toEqual(naive([...runs.values()], zone, query))
            }
          }
        })
        .afterEach(() => forgetAll(driver)),
      { numRuns: 40 },
    )
  }, 60_000)

  test('are brought up to date in portions', async () => {
    const { reader, put, settle } = await furnish(await fresh())
    await put(
      Array.from({ length: 450 }, (_, i) => seed({ id: i + 1, createdAt: (firstDay + i) * dayMs })),
    )
    expect(await settle()).toBe(5)
    const { totals } = await reader.statistics({ from: firstDay, to: firstDay + 449 })
    expect(totals.total).toBe(450)
    expect(await settle()).toBe(1)
  })

  test('count an attempt no more once a later one is there', async () => {
    const { reader, put, settle } = await furnish(await fresh())
    await put([seed({ status: 'failed' })])
    await settle()
    await put([seed({ status: 'failed', superseded: true }), seed({ id: 2 })])
    await settle()
    const { totals } = await reader.statistics(wholeRange)
    expect(totals).toMatchObject({ total: 1, failed: 0, successRate: 1 })
  })

  test('of a day whose last run is gone have no row', async () => {
    const place = await fresh()
    const { put, settle } = await furnish(place)
    await put([seed()])
    await settle()
    await put([seed({ createdAt: (firstDay + 50) * dayMs })])
    await settle()
    const rows = await place.query('select level, scope, bucket from pipelines_rollups')
    expect(rows).toHaveLength(3)
  })

  describe('of another zone', () => {
    test('are finished by whoever starts next, when the walk over the runs is cut off', async () => {
      const place = await fresh()
      const first = await furnish(place)
      // At half past eleven in the evening it is tomorrow in Paris.
      const createdAt = (firstDay + 1) * dayMs - 1_800_000
      await first.put(Array.from({ length: 1_200 }, (_, i) => seed({ id: i + 1, createdAt })))
      await first.settle()
      await first.rollups.useZone('Europe/Paris')
      expect(await first.rollups.settleRollups(0)).toBe(true)

      const driver = place.driver()
      const rollups = createRollupStore(driver)
      await rollups.useZone('Europe/Paris')
      await driver.write(() => putRuns([seed({ id: 5_000, createdAt })]))
      while (await rollups.settleRollups(0));
      const { days: found } = await createPipelineReader(driver).statistics({
        from: firstDay,
        to: firstDay + 1,
      })
      expect(found.map(({ total }) => total)).toEqual([0, 1_201])
    })

    test('are not begun where there is no such zone', async () => {
      const { rollups } = await furnish(await fresh())
      await expect(rollups.useZone('Europe/Atlantis')).rejects.toThrow(RangeError)
      expect(await rollups.settleRollups(0)).toBe(false)
    })

    test('are no work while the zone stays the same', async () => {
      const { rollups, put, settle } = await furnish(await fresh())
      await put([seed()])
      await settle()
      await rollups.useZone('UTC')
      expect(await rollups.settleRollups(0)).toBe(false)
    })
  })

  test('are not read of a connection that is gone, and go with it', async () => {
    const place = await fresh()
    const { driver, reader, put, settle } = await furnish(place)
    await put([seed(), seed({ id: 2, projectId: 20_000 })])
    await settle()
    await driver.write(() => removeRollups(1))
    expect(await place.query('select scope from pipelines_rollups where scope > 0')).toHaveLength(2)
    await place.query('delete from pipelines_projects where connection_id = 2')
    await place.query('delete from pipelines_connections where id = 2')
    const found = await reader.statistics(wholeRange)
    expect(found.totals.total).toBe(0)
    expect(found.mostActive).toEqual([])
  })

  test('lose nothing of what is committed while they are made', async () => {
    const place = await fresh()
    const { reader, put, settle } = await furnish(place)
    const other = createRollupStore(place.driver())
    const writing = Array.from({ length: 60 }, (_, i) => put([seed({ id: i + 1 })]))
    const settling = Array.from({ length: 30 }, async () => {
      await settle()
      await other.settleRollups(0)
    })
    await Promise.all([...writing, ...settling])
    await settle()
    expect((await reader.statistics(wholeRange)).totals.total).toBe(60)
  })
})
