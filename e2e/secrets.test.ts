import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canariesIn, canaryEnvironment, canaryFile, canaryOf } from './support/canaries.ts'
import { type Client, firstAdmin } from './support/client.ts'
import { buildOnSqlite, type House, onPostgres } from './support/house.ts'
import { run } from './support/program.ts'
import { startProxy } from './support/proxy.ts'
import { until } from './support/until.ts'

/** Every page that leads on from the first, and every answer of the API that needs no more than its path. */
async function readAll(client: Client): Promise<Map<string, string>> {
  const seen = new Map<string, string>()
  const { paths } = await client.read<{ paths: Record<string, object> }>('GET', '/api/openapi.json')
  const plain = Object.entries(paths).filter(([path, verbs]) => 'get' in verbs && !/[{]/.test(path))
  const left = ['/', '/settings', '/account', ...plain.map(([path]) => path)]
  for (let path = left.pop(); path !== undefined && seen.size < 150; path = left.pop()) {
    if (seen.has(path) || /^\/(stream|logout|a\/)|\/ws$/.test(path)) continue
    const { text } = await client.get(path)
    seen.set(path, text)
    for (const [, href = ''] of text.matchAll(/href="(\/[^"#]*)/g)) {
      left.push(href.replaceAll('&amp;', '&'))
    }
  }
  return seen
}

/** Answers to what is wrong in many ways. */
async function provoke(client: Client): Promise<string> {
  const answers = await Promise.all([
    client.post('/api/v1/services', { name: 5, url: 'nothing' }),
    client.post('/api/v1/services', 'null'),
    client.ask('PATCH', '/api/v1/services/1', { body: {} }),
    client.post('/api/v1/auth/login', { email: 'x', password: 'y' }),
    client.get('/api/v1/services/999999'),
    client.get('/nowhere'),
    client.get('/settings/users/999'),
    client.post('/setup?token=wrong', {}),
  ])
  return answers.map(({ text, headers }) => `${text}${JSON.stringify([...headers])}`).join('\n')
}

const commands: readonly (readonly string[])[] = [
  ['config', 'print'],
  ['config', 'check'],
  ['doctor'],
  ['doctor', '--json'],
  ['migrate'],
  ['service', 'list'],
  ['export'],
  ['backup', 'pharos.backup'],
  ['backup', 'pharos.backup', '--json'],
]

/** What commands say, with a server that they cannot reach. */
async function command(house: House, env: Record<string, string>): Promise<string> {
  let said = ''
  for (const args of commands) {
    const { stdout, stderr } = await run({ args, cwd: house.cwd, env: { ...house.env, ...env } })
    said += `$ pharos ${args.join(' ')}\n${stdout}${stderr}`
  }
  return said
}

function write(house: House): void {
  mkdirSync(join(house.cwd, 'config'))
  writeFileSync(join(house.cwd, 'config', 'config.yaml'), canaryFile)
}

test('a canary is found, in plain and in base64', () => {
  const canary = canaryOf('JWT_SECRET')
  expect(canariesIn(`x ${canary} y`)).toHaveLength(1)
  expect(canariesIn(Buffer.from(`xy${canary}`).toString('base64'))).toHaveLength(1)
  expect(canariesIn('canary')).toEqual([])
})

test('no secret setting is in a log, a page, an answer, a metric, an export or a backup', async () => {
  const house = await buildOnSqlite()
  write(house)
  const env = {
    ...canaryEnvironment(['DATABASE_URL', 'POSTGRES_URL']),
    LOG_LEVEL: 'debug',
    // Platforms that nobody reaches.
    GITHUB_URL: 'http://127.0.0.1:9',
    JENKINS_URL: 'http://127.0.0.1:9',
    BITBUCKET_URL: 'http://127.0.0.1:9',
    BUILDBOT_URL: 'http://127.0.0.1:9',
  }
  expect(Object.keys(env).length).toBeGreaterThan(12)
  await using server = await house.serve({ env })
  const admin = await firstAdmin(server)
  await admin.addService({ name: 'api', url: 'http://127.0.0.1:9/', check_interval: 1 })
  await server.stderr.wait(/the heartbeat was not heard/)
  await server.stderr.wait(/a connection does not work/)
  const pages = await readAll(admin)
  expect(pages.size).toBeGreaterThan(20)
  for (const [path, text] of pages) expect(canariesIn(text), path).toEqual([])
  expect(canariesIn(await provoke(admin)), 'errors').toEqual([])
  expect(canariesIn(await command(house, env)), 'commands').toEqual([])
  const archive = readFileSync(join(house.cwd, 'pharos.backup'), 'latin1')
  expect(archive).toMatch(/^PHAROS BACKUP 1\n\{/)
  expect(canariesIn(archive), 'backup').toEqual([])
  await server.stop()
  expect(canariesIn(server.stdout.text + server.stderr.text), 'log').toEqual([])
})

onPostgres('with PostgreSQL', (build) => {
  test('its password is in no log and no answer, not even while it is away', async () => {
    const house = await build()
    const address = new URL(house.database.url)
    await using door = await startProxy({
      host: address.hostname,
      port: Number(address.port || 5_432),
    })
    address.host = `127.0.0.1:${door.port}`
    address.password = canaryOf('DATABASE_URL')
    const env = { DATABASE_URL: address.href, LOG_LEVEL: 'debug' }
    await using server = await house.serve({ env })
    const admin = await firstAdmin(server)
    await admin.addService({ name: 'api', url: 'http://127.0.0.1:9/', check_interval: 1 })
    await door.shut()
    await server.stderr.wait(/the store cannot be used; trying on/)
    const away = [
      await provoke(admin),
      (await admin.get('/')).text,
      (await admin.get('/api/health')).text,
    ]
    const said = await run({ args: ['doctor'], cwd: house.cwd, env: { ...house.env, ...env } })
    await door.open()
    await until('it is back', async () => (await admin.get('/readyz')).status === 200)
    for (const text of (await readAll(admin)).values()) expect(canariesIn(text)).toEqual([])
    await server.stop()
    const log = server.stdout.text + server.stderr.text
    expect(canariesIn([...away, said.stdout, said.stderr, log].join('\n'))).toEqual([])
  })
})
