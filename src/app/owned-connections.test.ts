import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openSqlStore } from '../adapters/stores/sql/index.ts'
import { createKeptLog, silentLog } from '../kernel/world.contract.ts'
import { loadConfig } from './config/index.ts'
import { openPlatforms } from './connectors.ts'
import { keepConnections } from './owned-connections.ts'
import { openVault } from './secrets.ts'
import { systemClock as clock, systemRandom as random } from './world.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function configOf(folder: string, yaml: string) {
  const env = { PHAROS_DATA_DIR: folder, TOKEN: 'ghp_1', OTHER: 'ghp_2' }
  const readFile = (path: string) => (path.endsWith('config.yaml') ? yaml : null)
  const loaded = loadConfig({ flags: {}, env, cwd: folder, readFile })
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems))
  return loaded.config
}

/** A store, and how a process that starts with a file makes it what the file says. */
async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'pharos-'))
  folders.push(folder)
  const database = { kind: 'sqlite', file: join(folder, 'pharos.db') } as const
  const store = await openSqlStore(database, { clock, log: silentLog })
  await store.migrate()
  const kept = createKeptLog()
  return {
    store,
    kept,
    async start(yaml: string) {
      const config = configOf(folder, yaml)
      const vault = await openVault(config)
      const platforms = openPlatforms({ config, clock, log: silentLog, vault })
      await keepConnections({ ...platforms, config, store, clock, random, log: kept.log })
      return (await store.connections.list()).map((connection) => ({
        ...connection,
        token: platforms.revealConnection(String(connection.config.token ?? '')),
      }))
    },
  }
}

const file = (token: string, name = 'ours') => `github:\n  - { name: ${name}, token: "${token}" }\n`

test('connections of the file are made, with a secret for their webhooks', async () => {
  const { start, store } = await open()
  const [made] = await start(file('${TOKEN}'))
  expect(made).toMatchObject({
    name: 'ours',
    platform: 'github',
    owned: true,
    token: 'ghp_1',
    rev: 1,
  })
  expect(made?.config).toMatchObject({ url: 'https://api.github.com' })
  expect(String(made?.config.webhook_secret)).toMatch(/^sealed:/)
  expect(String(made?.config.token)).toMatch(/^sealed:/)
  await store.close()
})

test('a start with the same file changes nothing, and with another token only that', async () => {
  const { start, store } = await open()
  const [first] = await start(file('${TOKEN}'))
  const [again] = await start(file('${TOKEN}'))
  expect(again).toEqual(first)
  const [changed] = await start(file('${OTHER}'))
  expect(changed).toMatchObject({ id: first?.id, rev: 2, token: 'ghp_2' })
  expect(changed?.config.webhook_secret).toBe(first?.config.webhook_secret)
  await store.close()
})

test('one that the file no longer has is switched off, keeps its history, and comes back', async () => {
  const { start, store, kept } = await open()
  const [{ config } = { config: {} }] = await start(file('${TOKEN}'))
  const actor = { userId: null, label: 'ann', requestId: null }
  const theirs = { name: 'theirs', platform: 'github', config, enabled: true, owned: false }
  await store.connections.create(theirs, { actor, at: clock.now() })
  expect(await start('github: []\n')).toMatchObject([
    { name: 'ours', enabled: false },
    { name: 'theirs', enabled: true },
  ])
  expect(await start(file('${TOKEN}'))).toMatchObject([{ name: 'ours', enabled: true }, {}])
  // Somebody's own is not taken over by a file that calls one the same.
  expect(await start(file('${TOKEN}', 'theirs'))).toMatchObject([
    { name: 'ours', enabled: false },
    { name: 'theirs', owned: false },
  ])
  expect(kept.lines.map(({ level }) => level)).toContain('warn')
  await store.close()
})
