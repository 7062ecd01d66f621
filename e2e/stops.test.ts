import { expect, test } from 'vitest'
import { onEachDialect } from './support/house.ts'
import { stopRounds } from './support/stop-rounds.ts'
import { tell } from './support/tell.ts'

const rounds = 3
/** Of these, a probe that has just begun takes half. */
const atMostMs = 10_000

onEachDialect('a program that is stopped under load', (build) => {
  test(`ends cleanly and leaves nothing half done, ${rounds} times`, async () => {
    const seed = Date.now() % 1_000_000
    const done = await stopRounds(await build(), { rounds, seed })
    tell(...done.lines)
    expect(Math.max(...done.tookMs)).toBeLessThanOrEqual(atMostMs)
  })
})
