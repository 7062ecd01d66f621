import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import { describeProgram } from './about.ts'
import { loadConfig } from './config/index.ts'
import { holdConfig } from './config-status.ts'

type Standing = Awaited<ReturnType<SqlStore['arming']['standing']>>

const own = { armed: true, restoredAt: null, restoredFromAt: null }

function programIn(folder: string, standing: Standing = own) {
  const env = { PHAROS_DATA_DIR: folder, JWT_SECRET: 'canary-0Q9w8E7r6T5y4U3i2O1pAzSxDc' }
  const loaded = loadConfig({ flags: {}, env, cwd: folder, readFile: () => null })
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems))
  const configuration = holdConfig(loaded.config, loaded.warnings, { now: () => 7 })
  const arming = {
    armed: async () => standing.armed,
    standing: async () => standing,
    arm: async () => true,
  }
  return describeProgram({ configuration, arming, clock: { now: () => 9 }, startedAt: 5 })
}

test('the program tells how large its data folder is, and no secret', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pharos-about-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'pharos.db'), 'x'.repeat(1_000))
  writeFileSync(join(folder, 'pharos.db-wal'), 'x'.repeat(24))
  await mkdir(join(folder, 'backups'))
  const about = await programIn(folder).about()
  expect(about).toMatchObject({
    startedAt: 5,
    database: 'SQLite',
    folder,
    folderBytes: 1_024,
    file: null,
    refused: null,
  })
  expect(JSON.stringify(about)).not.toContain('canary')
})

test('a folder that is not there has no size', async () => {
  expect((await programIn('/nowhere/pharos').about()).folderBytes).toBeNull()
})

test('a restored copy that nobody has armed says so, and of when its data are', async () => {
  const restored = { armed: false, restoredAt: 7, restoredFromAt: 3 }
  expect((await programIn('/nowhere', restored).about()).unarmed).toEqual({
    restoredAt: 7,
    from: 3,
  })
  const armed = { ...restored, armed: true }
  expect((await programIn('/nowhere', armed).about()).unarmed).toBeNull()
})
