import { expect, test } from 'vitest'
import { watchCrowd } from '../support/crowd.ts'
import { buildOnSqlite } from '../support/house.ts'
import { tell } from '../support/tell.ts'

const crowd = { checks: 10_000, intervalMs: 60_000, minutes: 10 }

test('10,000 checks at 60 s run on time in one small process', async () => {
  const figures = await watchCrowd(await buildOnSqlite(), crowd)
  tell(...figures.lines)
  expect(figures).toSatisfy(({ startDelayP99Ms }) => startDelayP99Ms <= 250)
  expect(figures).toSatisfy(({ allScheduledMs }) => allScheduledMs <= 60_000)
  expect(figures).toSatisfy(({ burst }) => burst <= 2)
  expect(figures).toSatisfy(({ residentMb }) => residentMb <= 220)
  expect(figures).toSatisfy(({ pageCpuMs }) => pageCpuMs <= 50)
  expect(figures.missed).toBe(0)
})
