import { test } from 'vitest'
import { deliveryRounds } from './support/delivery-rounds.ts'
import { onEachDialect } from './support/house.ts'
import { tell } from './support/tell.ts'

const rounds = { services: 20, kills: 4, restarts: 2, awayMs: 5_000 }

onEachDialect('messages of a program that is killed and started anew', (build) => {
  test('are lost never, repeated rarely, and in order', async () => {
    const seed = Date.now() % 1_000_000
    tell(...(await deliveryRounds(await build(), { ...rounds, seed })))
  })
})
