import { expect, test } from 'vitest'
import { measureDeaths } from '../support/detection.ts'
import { buildOnSqlite } from '../support/house.ts'
import { quantile } from '../support/stop-rounds.ts'
import { tell } from '../support/tell.ts'

/** Interval 5 s, timeout 2 s, and 2 s for everything after. */
const p99Ms = 9_000

test('somebody hears of 200 deaths, each soon after', async () => {
  const seed = Date.now() % 1_000_000
  const took = await measureDeaths(await buildOnSqlite(), { services: 40, times: 5, seed })
  const [median, p99, worst] = [quantile(took, 0.5), quantile(took, 0.99), quantile(took, 1)]
  tell(
    `${took.length} deaths (seed ${seed}): told after ${median} ms (median), ${p99} ms (p99), ${worst} ms at most`,
  )
  expect(took).toHaveLength(200)
  expect(p99).toBeLessThanOrEqual(p99Ms)
})
