import { test } from 'vitest'
import { describeWith } from '../../test/support/engines.ts'
import { fullDiskRounds } from '../support/full-disk-rounds.ts'
import { buildOnSqlite } from '../support/house.ts'
import { tell } from '../support/tell.ts'

const rounds = 10

describeWith('tmpfs', 'a disk that fills up', () => {
  test(`costs nothing that was acknowledged, and heals by room alone, ${rounds} times`, async () => {
    const seed = Date.now() % 1_000_000
    tell(...(await fullDiskRounds(await buildOnSqlite(), { rounds, seed })))
  })
})
