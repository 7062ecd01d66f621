import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { describeProgram } from './about.ts'
import { loadConfig } from './config/index.ts'
import { holdConfig } from './config-status.ts'

function programIn(folder: string) {
  const env = { PHAROS_DATA_DIR: folder, JWT_SECRET: 'canary-0Q9w8E7r6T5y4U3i2O1pAzSxDc' }
  const loaded = loadConfig({ flags: {}, env, cwd: folder, readFile: () => null })
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems))
  const configuration = holdConfig(loaded.config, loaded.warnings, { now: () => 7 })
  return describeProgram({ configuration, startedAt: 5 })
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
