import { test } from 'vitest'
import { onEachDialect } from '../support/house.ts'
import { killRounds } from '../support/kill-rounds.ts'
import { tell } from '../support/tell.ts'

const rounds = 200

onEachDialect('a program that is killed under load', (build) => {
  test(`has kept all that it acknowledged, after each of ${rounds} kills`, async () => {
    const seed = Date.now() % 1_000_000
    tell(...(await killRounds(await build(), { rounds, seed })))
    tell('A kill of the process says nothing of a loss of power.')
  })
})
