import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startApp } from './app.ts'
import { loadConfig } from './config/index.ts'
import { createLogger } from './logger.ts'
import { json } from './start-test-app.contract.ts'
import { systemClock } from './world.ts'

const account = { email: 'ann@example.com', password: 'correct horse battery' }
type Told = Readonly<Record<string, unknown>> & {
  readonly id: number
  readonly token: string
  readonly items: readonly Readonly<Record<string, unknown>>[]
}

async function listen(port = 0): Promise<Server & AsyncDisposable> {
  const server = createServer((socket) => socket.end())
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
const portOf = (server: Server) => (server.address() as AddressInfo).port

/** The whole program, with one reference target. */
async function program(reference: number) {
  const folder = mkdtempSync(join(tmpdir(), 'pharos-'))
  const file = `checks: { guard: { targets: ["tcp://127.0.0.1:${reference}"] } }`
  const loaded = loadConfig({
    flags: {},
    env: { PORT: '0', HOST: '127.0.0.1', PHAROS_DATA_DIR: folder },
    cwd: folder,
    readFile: (path) => (path.endsWith('config.yaml') ? file : null),
  })
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems))
  const log = createLogger({ level: 'error', format: 'json', write: () => {} })
  const app = await startApp({ role: 'serve', config: loaded.config, clock: systemClock, log })
  await app.ready
  const ask = async (path: string, init?: RequestInit): Promise<Told> => {
    const response = await fetch(`${app.url}${path}`, init)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Told
  }
  await ask('/api/v1/auth/register', json(account))
  const { token } = await ask('/api/v1/auth/login', json(account))
  const headers = { Authorization: `Bearer ${token}` }
  return {
    ask: (path: string) => ask(path, { headers }),
    create: (body: unknown) => ask('/api/v1/services', json(body, headers)),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const soon = { timeout: 15_000, interval: 50 }

test('while the reference target is away a failure is missed by the guard; when it is back it is down', async () => {
  const gone = await listen()
  const [reference, target] = [portOf(gone), await listen()]
  const url = `tcp://127.0.0.1:${portOf(target)}`
  for (const server of [gone, target]) {
    server.close()
    await once(server, 'close')
  }
  await using running = await program(reference)
  const { id } = await running.create({ name: 'shop', url, check_interval: 1, failures_to_down: 1 })
  const all = await running.create({
    name: 'all',
    url: 'group://',
    check_interval: 1,
    config: { members: [id] },
  })
  const latest = async () =>
    (await running.ask(`/api/v1/services/${id}/health-checks?limit=1`)).items[0]
  await expect.poll(latest, soon).toMatchObject({ status: 'MISSED', reason: 'guard' })
  await expect
    .poll(() => running.ask(`/api/v1/services/${id}`), soon)
    .toMatchObject({ status: 'UNKNOWN', reason: 'guard' })
  await expect
    .poll(() => running.ask(`/api/v1/services/${all.id}`), soon)
    .toMatchObject({ status: 'UNKNOWN', reason: 'members_unknown' })
  expect(await running.ask('/api/health')).toMatchObject({
    checks: { connectivity: { status: 'degraded', references: 1 } },
  })
  await using _back = await listen(reference)
  await expect
    .poll(() => running.ask(`/api/v1/services/${id}`), soon)
    .toMatchObject({ status: 'DOWN', reason: 'connection_refused' })
  const judged = async () =>
    (await running.ask(`/api/v1/services/${all.id}/health-checks?limit=100`)).items
  await expect.poll(judged, soon).toContainEqual(expect.objectContaining({ status: 'DOWN' }))
  const before = (await judged()).filter(({ status }) => status !== 'DOWN')
  expect(before.map(({ reason }) => reason)).toEqual(before.map(() => 'members_unknown'))
}, 40_000)
