import { expect, test } from 'vitest'
import { onEachDialect } from '../support/house.ts'
import { quantile, stopRounds } from '../support/stop-rounds.ts'
import { tell } from '../support/tell.ts'

const rounds = 50
const p99Ms = 10_000

onEachDialect('a program that is stopped under load', (build) => {
  test(`ends cleanly and leaves nothing half done, ${rounds} times`, async () => {
    const seed = Date.now() % 1_000_000
    const done = await stopRounds(await build(), { rounds, seed })
    tell(...done.lines)
    expect(quantile(done.tookMs, 0.99)).toBeLessThanOrEqual(p99Ms)
  })
})
