import { test } from 'vitest'
import { backupKills } from '../support/backup-rounds.ts'
import { onEachDialect } from '../support/house.ts'
import { restoreKills } from '../support/restore-rounds.ts'
import { tell } from '../support/tell.ts'
import { migrationKills, upgradeKills } from '../support/upgrade-rounds.ts'

const rounds = 20

onEachDialect('a command that is killed', (build) => {
  const blows = { rounds, seed: Date.now() % 1_000_000 }

  test(`leaves no half backup and loses nothing, after each of ${rounds} kills`, async () => {
    tell(...(await backupKills(build, blows)))
  })

  test(`leaves the old data or the restored ones, after each of ${rounds} kills`, async () => {
    tell(...(await restoreKills(build, blows)))
  })

  test(`leaves a migration that the next one ends, after each of ${rounds} kills`, async () => {
    tell(...(await migrationKills(build, blows)))
  })

  test(`leaves an upgrade that the next start ends, after each of ${rounds} kills`, async () => {
    tell(...(await upgradeKills(build, blows)))
    tell('A kill of the process says nothing of a loss of power.')
  })
})
