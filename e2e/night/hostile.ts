import { expect, test } from 'vitest'
import { scenarios } from '../support/hostile.ts'
import { meetHostile } from '../support/hostile-rounds.ts'
import { buildOnSqlite } from '../support/house.ts'
import { tell } from '../support/tell.ts'

const atOnce = 50

test('hostile targets of every kind, 50 at once, cost little memory and delay nobody', async () => {
  const figures = await meetHostile(await buildOnSqlite(), scenarios, atOnce)
  tell(
    `${scenarios.length} hostile targets, ${atOnce} at once each:`,
    ...figures.lines,
    `no scenario had the process grow by more than ${figures.grownMb.toFixed(1)} MB at its peak`,
    `a healthy check started at most ${figures.latestStartMs} ms late; ${figures.missed} of their slots were missed`,
  )
  expect(figures.wrong).toEqual([])
  expect(figures).toSatisfy(({ grownMb }) => grownMb <= 64)
  expect(figures).toSatisfy(({ latestStartMs }) => latestStartMs <= 1_000)
  expect(figures.missed).toBe(0)
})
