import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const config = join(root, 'test', 'reporter', 'vitest.config.ts')

describe('the reporter', () => {
  let run: SpawnSyncReturns<string>

  beforeAll(() => {
    const { PHAROS_TALLY: _tally, PHAROS_NIGHT: _night, ...env } = process.env
    run = spawnSync(process.execPath, [vitest, 'run', '--config', config], {
      cwd: root,
      encoding: 'utf8',
      env: { ...env, NO_COLOR: '1' },
    })
  })

  test('counts a broken file, a broken set-up, a stray error and a required engine as failures', () => {
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('2 passed, 5 failed, 3 skipped')
    expect(run.status).toBe(1)
  })

  test('prints every skip under its reason', () => {
    expect(run.stdout).toContain('skipped: the sea is calm\n  outcomes.fixture.ts > skips\n')
    expect(run.stdout).toContain('skipped: the lighthouse has no database\n')
    expect(run.stdout).toContain('skipped: the set-up of its suite failed\n')
  })

  test('prints every failure with its message', () => {
    const messages = ['no lamp', 'adrift', 'this file cannot be read', 'expected 1 to be 2']
    const required = 'chromium is required: the lighthouse has no browser'
    expect([...messages, required].filter((text) => !run.stderr.includes(text))).toEqual([])
  })
})
