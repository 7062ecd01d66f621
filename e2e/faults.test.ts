import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createClient, firstAdmin } from './support/client.ts'
import { buildOnSqlite, type House, onEachDialect, onPostgres } from './support/house.ts'
import { run } from './support/program.ts'
import { startProxy } from './support/proxy.ts'
import { openStream } from './support/stream.ts'
import {
  answersForEver,
  gzipBomb,
  type Manner,
  neverAnswers,
  startTarget,
} from './support/target.ts'
import { tell } from './support/tell.ts'
import { until } from './support/until.ts'

/** Starts `serve` where it must refuse to, and says how it ended. */
const refused = (house: House, options: { args?: string[]; env?: Record<string, string> } = {}) =>
  run({
    args: ['serve', '--port', '0', ...(options.args ?? [])],
    cwd: house.cwd,
    env: { HOST: '127.0.0.1', ...house.env, ...options.env },
  })

function configure({ cwd }: House, yaml: string): void {
  mkdirSync(join(cwd, 'config'))
  writeFileSync(join(cwd, 'config', 'config.yaml'), yaml)
}

describe('a configuration that is wrong', () => {
  test('an unknown key ends the program with its place and the nearest key', async () => {
    const house = await buildOnSqlite()
    configure(house, 'server:\n  host: 127.0.0.1\n  publik_url: https://status.example.com\n')
    const { code, stdout, stderr } = await refused(house)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toBe(
      'config/config.yaml:3:3: server.publik_url: unknown key; did you mean "public_url"?\n',
    )
  })

  test('a wrong type ends it with what was expected, and never shows the value', async () => {
    const house = await buildOnSqlite()
    configure(house, 'server:\n  host: 127.0.0.1\nchecks:\n  concurrency: lots-of-it\n')
    const { code, stderr } = await refused(house)
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^config\/config\.yaml:4:16: checks\.concurrency: expected a whole number from 1 to 10000/,
    )
    expect(stderr).not.toContain('lots-of-it')
  })

  test('a variable with a wrong value is named', async () => {
    const house = await buildOnSqlite()
    const { code, stderr } = await refused(house, { env: { DATABASE_URL: 'mysql://x:secret@y/z' } })
    expect(code).toBe(2)
    expect(stderr).toContain('DATABASE_URL')
    expect(stderr).not.toContain('secret')
  })
})

describe('a machine that does not give what is needed', () => {
  test('a port in use ends the program, which says so', async () => {
    const house = await buildOnSqlite()
    await using target = await startTarget()
    const { code, stderr } = await refused(house, { args: ['--port', String(target.port)] })
    expect(code).toBe(4)
    expect(stderr).toContain(
      `Port ${target.port} is in use; stop the other program, or choose another with --port`,
    )
  })

  test('a file where the data folder should be ends it', async () => {
    const house = await buildOnSqlite()
    const inTheWay = join(house.cwd, 'file')
    writeFileSync(inTheWay, '')
    const { code, stderr } = await refused(house, { args: ['--data-dir', join(inTheWay, 'data')] })
    expect(code).toBe(2)
    expect(stderr).toMatch(/The data folder \S+ cannot be written \(.+\); make it writable, or/)
  })

  test('a data folder that nobody can make ends it', async () => {
    const house = await buildOnSqlite()
    for (const folder of ['/sys/pharos', '/proc/pharos']) {
      const { code, stderr } = await refused(house, { args: ['--data-dir', folder] })
      expect(code).toBe(2)
      expect(stderr).toContain(`The data folder ${folder} cannot be written`)
    }
  })

  test('a database file that is none ends it', async () => {
    const house = await buildOnSqlite()
    writeFileSync(join(house.dataDir, 'pharos.db'), 'This is no database. '.repeat(500))
    const { code, stderr } = await refused(house)
    expect(code).toBe(2)
    expect(stderr).toMatch(/The database file .* cannot be used: file is not a database/)
  })
})

onEachDialect('a database that a newer program made', (build) => {
  test('is left alone: the program ends and says what to do', async () => {
    const house = await build()
    const server = await house.serve()
    expect(await server.stop()).toEqual({ code: 0, signal: null })
    const ahead = { id: 9_999, name: 'from the future' }
    await house.database.query(
      'insert into migrations values (?, ?, 0) returning id',
      ahead.id,
      ahead.name,
    )
    const { code, stderr } = await refused(house)
    expect(code).toBe(2)
    expect(stderr).toContain('made by a newer Pharos')
    expect(stderr).toContain('Start the newer version, or restore a backup')
  })
})

/** Whatever shows that nothing of a request waits for the database. */
const statuses = async (url: string, paths: readonly string[]) =>
  Object.fromEntries(
    await Promise.all(
      paths.map(async (path) => [path, (await fetch(`${url}${path}`)).status] as const),
    ),
  )

onPostgres('PostgreSQL that is away', (build) => {
  async function behindProxy(shut: boolean) {
    const house = await build()
    const direct = new URL(house.database.url)
    const proxy = await startProxy({
      host: direct.hostname,
      port: Number(direct.port || 5432),
      shut,
    })
    const url = new URL(direct)
    url.host = `127.0.0.1:${proxy.port}`
    return { house, proxy, env: { DATABASE_URL: url.href } }
  }

  test('at the start is waited for: the program says so, and is ready when it comes', async () => {
    const { house, proxy, env } = await behindProxy(true)
    await using _door = proxy
    await using server = await house.serve({ env, early: true })
    await server.stderr.wait(/the database cannot be reached; trying on/)
    expect(await statuses(server.url, ['/livez', '/readyz', '/api/health', '/login'])).toEqual({
      '/livez': 200,
      '/readyz': 503,
      '/api/health': 200,
      '/login': 503,
    })
    const health = await createClient(server.url).get('/api/health')
    expect(health.json).toMatchObject({ status: 'degraded', checks: { store: { status: 'down' } } })
    await proxy.open()
    expect(await server.setupUrl()).toContain('/setup?token=')
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  })

  test('later leaves the page up with stale words; nothing ends, and it recovers', async () => {
    const { house, proxy, env } = await behindProxy(false)
    await using _door = proxy
    await using target = await startTarget()
    await using server = await house.serve({ env })
    const admin = await firstAdmin(server)
    await admin.addService({ name: 'My API', url: target.url, check_interval: 1 })
    await until('the page shows it', async () =>
      (await admin.get('/')).text.includes('All services are operational'),
    )
    await proxy.shut()
    const page = await until('the page says that it is stale', async () => {
      const { status, text } = await admin.get('/')
      expect(status).toBe(200)
      return text.includes('The database cannot be reached') && text
    })
    expect(page).toContain('My API')
    expect(page).toMatch(/This is the state of \d\d:\d\d/)
    // A look at the database counts for a moment, and the page may notice before the next.
    await until('it is not ready', async () => !(await fetch(`${server.url}/readyz`)).ok)
    expect(await statuses(server.url, ['/livez', '/readyz', '/api/health'])).toEqual({
      '/livez': 200,
      '/readyz': 503,
      '/api/health': 200,
    })
    const health = await createClient(server.url).get('/api/health')
    expect(health.json.status).toBe('degraded')
    const write = await admin.post('/api/v1/services', { name: 'x', url: target.url })
    expect([write.status, write.json.code]).toEqual([503, 'unavailable'])
    await proxy.open()
    await until('it is ready again', async () => (await fetch(`${server.url}/readyz`)).ok)
    await until('the page is fresh again', async () =>
      (await admin.get('/')).text.includes('All services are operational'),
    )
    const before = (await admin.outcomes(1, 1)).total
    await until('checks go on', async () => (await admin.outcomes(1, 1)).total > before + 1)
    expect(await server.stop()).toEqual({ code: 0, signal: null })
  })
})

onEachDialect('a target that is hostile', (build) => {
  test('is down with a reason, and hurts no other', async () => {
    const manners: Record<string, { manner: Manner; reason: string }> = {
      silent: { manner: neverAnswers, reason: 'timeout' },
      endless: { manner: answersForEver, reason: 'body_too_large' },
      bomb: { manner: gzipBomb(), reason: 'body_too_large' },
    }
    await using targets = new AsyncDisposableStack()
    await using server = await (await build()).serve()
    const admin = await firstAdmin(server)
    const well = targets.use(await startTarget())
    await admin.addService({ name: 'well', url: well.url, check_interval: 1 })
    for (const [name, { manner }] of Object.entries(manners)) {
      const target = targets.use(await startTarget(manner))
      await admin.addService({ name, url: target.url, check_interval: 1 })
    }
    const services = await until(
      'each has its verdict',
      async () => {
        const all = await admin.services()
        return all.every(({ status }) => status !== 'UNKNOWN') && all
      },
      { deadlineMs: 30_000 },
    )
    expect(services.map(({ name, status, reason }) => [name, status, reason]).sort()).toEqual([
      ['bomb', 'DOWN', 'body_too_large'],
      ['endless', 'DOWN', 'body_too_large'],
      ['silent', 'DOWN', 'timeout'],
      ['well', 'UP', 'ok'],
    ])
  })
})

/** A program with a probe that hangs and a tab that is open. */
async function busy(house: House) {
  const target = await startTarget(neverAnswers)
  const server = await house.serve()
  const admin = await firstAdmin(server)
  // Its timeout is 8 s: four fifths of the interval.
  await admin.addService({ name: 'hanging', url: target.url, check_interval: 10 })
  const stream = await openStream(admin)
  await target.asked()
  return { target, server, stream }
}

onEachDialect('a stop', (build) => {
  test('by SIGTERM ends the program with 0 within 10 s, also while a probe hangs and a tab is open', async () => {
    const { target, server, stream } = await busy(await build())
    await using _target = target
    await using _server = server
    const since = performance.now()
    expect(await server.stop()).toEqual({ code: 0, signal: null })
    const took = performance.now() - since
    await stream.ended
    expect(took).toBeLessThan(10_000)
    tell(`a stop while a probe hangs for 8 s took ${Math.round(took)} ms`)
  })
})

describe('a stop that somebody asks for twice', () => {
  test('ends the program at once with 1', async () => {
    const { target, server } = await busy(await buildOnSqlite())
    await using _target = target
    await using _server = server
    server.kill('SIGTERM')
    await until('it no longer takes work', async () => !(await isReady(server.url)))
    server.kill('SIGTERM')
    expect(await server.exited).toEqual({ code: 1, signal: null })
  })

  test('by Ctrl-C once ends it with 0', async () => {
    const house = await buildOnSqlite()
    await using server = await house.serve()
    server.kill('SIGINT')
    expect(await server.exited).toEqual({ code: 0, signal: null })
  })
})

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )
