import { test } from 'vitest'
import { deliveryRounds } from '../support/delivery-rounds.ts'
import { onEachDialect } from '../support/house.ts'
import { tell } from '../support/tell.ts'

const rounds = { services: 300, kills: 100, restarts: 50, awayMs: 60_000 }

onEachDialect('messages of a program that is killed and started anew', (build) => {
  test(`are lost never, after ${rounds.kills} kills and ${rounds.restarts} restarts`, async () => {
    const seed = Date.now() % 1_000_000
    tell(...(await deliveryRounds(await build(), { ...rounds, seed })))
  })
})
