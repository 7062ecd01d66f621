import { readFile, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createClient, firstAdmin } from './support/client.ts'
import { buildOnSqlite, onEachDialect } from './support/house.ts'
import { stopCleanly } from './support/program.ts'
import { startTarget } from './support/target.ts'
import { until } from './support/until.ts'

/** Asks the endpoint of a collector that listens on a socket. */
const askSocket = (socketPath: string, path: string, secret?: string) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const headers = secret === undefined ? {} : { Authorization: `Bearer ${secret}` }
    const outgoing = request({ socketPath, path, headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (text) => {
        body += text
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })

onEachDialect('web and collector', (build) => {
  test('do together what one process does, and find each other by the data folder', async () => {
    const house = await build()
    await using target = await startTarget()
    await using collector = await house.collect()
    await using web = await house.serve({ role: 'web' })
    const admin = await firstAdmin(web)
    const { id } = await admin.addService({ name: 'api', url: target.url, check_interval: 1 })
    await until('the collector has checked it', async () => {
      const { status } = await admin.read<{ status: string }>('GET', `/api/v1/services/${id}`)
      return status === 'UP'
    })
    const health = await until('web has heard of the collector', async () => {
      const { json } = await admin.get('/api/health')
      return (json.checks as Record<string, { status: string; in_flight?: number }>).collector
        ?.in_flight === undefined
        ? null
        : json
    })
    expect(health).toMatchObject({ status: 'ok', checks: { collector: { status: 'ok' } } })
    expect(health.checks).not.toHaveProperty('scheduler')
    const { text } = await admin.get('/metrics')
    expect(text).toContain('\npharos_collector_up 1\n')
    expect(text).not.toContain('pharos_checks_total')
    await stopCleanly(web)
    await stopCleanly(collector)
  })

  test('a page says that nothing is checked while the collector is away, and takes it back', async () => {
    const house = await build()
    await using target = await startTarget()
    const collector = await house.collect()
    await using web = await house.serve({ role: 'web' })
    const admin = await firstAdmin(web)
    const { id } = await admin.addService({ name: 'api', url: target.url, check_interval: 60 })
    await stopCleanly(collector)
    const page = async () => (await admin.get('/')).text
    await until('the page says so', async () => /Nothing is checked.*state of/.test(await page()))
    expect((await admin.get('/readyz')).status).toBe(200)
    const body = { name: 'renamed' }
    await admin.read('PATCH', `/api/v1/services/${id}`, { body, headers: { 'If-Match': '*' } })
    await until('it shows what was written', async () => (await page()).includes('renamed'))
    await using again = await house.collect()
    await until('the page takes it back', async () => !/Nothing is checked/.test(await page()))
    await stopCleanly(again)
  })
})

test('the endpoint of a collector tells its figures to whoever shows the secret', async () => {
  const house = await buildOnSqlite()
  await using collector = await house.collect()
  const path = join(house.dataDir, 'collector.sock')
  expect(collector.endpoint).toBe(path)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const secret = await readFile(join(house.dataDir, 'collector-secret'), 'utf8')
  const answers = await Promise.all(
    ['/livez', '/readyz', '/metrics', '/status', '/', '/constructor'].map(async (page) => [
      page,
      (await askSocket(path, page)).status,
      (await askSocket(path, page, secret)).status,
      (await askSocket(path, page, `${secret}x`)).status,
    ]),
  )
  expect(answers).toEqual([
    ['/livez', 200, 200, 200],
    ['/readyz', 200, 200, 200],
    ['/metrics', 401, 200, 401],
    ['/status', 401, 200, 401],
    ['/', 404, 404, 404],
    ['/constructor', 404, 404, 404],
  ])
  const { body } = await askSocket(path, '/metrics', secret)
  for (const name of ['schedule_overdue_seconds', 'outcomes_waiting', 'event_loop_delay_p99']) {
    expect(body).toContain(`# TYPE pharos_${name}`)
  }
})

test('a collector on a port is found by its address and the secret that both are given', async () => {
  const house = await buildOnSqlite()
  const env = { COLLECTOR_LISTEN: '127.0.0.1:0', COLLECTOR_SECRET: 'a secret that both know' }
  await using collector = await house.collect({ env })
  expect(collector.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const { COLLECTOR_SECRET } = env
  await using web = await house.serve({
    role: 'web',
    env: { AGGREGATOR_URL: collector.endpoint, COLLECTOR_SECRET },
  })
  const admin = await firstAdmin(web)
  await until('web has heard of it', async () =>
    (await admin.get('/api/health')).text.includes('in_flight'),
  )
  await using stranger = await house.serve({
    role: 'web',
    env: { AGGREGATOR_URL: collector.endpoint, COLLECTOR_SECRET: 'another' },
  })
  await stranger.stderr.wait(/both need the same COLLECTOR_SECRET/)
  const client = createClient(stranger.url, admin.credential)
  expect((await client.get('/metrics')).text).toContain('\npharos_collector_up 0\n')
})

test('a socket that a killed collector left is taken over, one that works is left to its owner', async () => {
  const house = await buildOnSqlite()
  const first = await house.collect()
  first.kill('SIGKILL')
  await first.exited
  await using second = await house.collect()
  await using third = await house.collect({ env: { LOG_LEVEL: 'info' } })
  await third.stderr.wait(/another process answers for the collector here/)
  expect((await askSocket(second.endpoint, '/livez')).status).toBe(200)
  await stopCleanly(second)
  await until('the third one answers', async () => {
    return (await askSocket(second.endpoint, '/livez')).status === 200
  })
})

test('a collector that cannot have its port says so and does not start', async () => {
  const house = await buildOnSqlite()
  await using target = await startTarget()
  const env = { COLLECTOR_LISTEN: `127.0.0.1:${target.port}` }
  await expect(house.collect({ env })).rejects.toThrow(/did not start.*in use/s)
})
