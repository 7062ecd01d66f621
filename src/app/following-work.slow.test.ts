import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ReplayServer, replay } from '../adapters/connectors/replay.contract.ts'
import {
  openPlatformHouse,
  type PlatformHouse,
  repositoryOf,
  routesOf,
  workflowRunOf,
} from './platform-house.contract.ts'

/** What a follower does beside the plan: gaps, runs that are gone, what people want, several platforms at once. */
let github: ReplayServer
let house: PlatformHouse
const soon = { timeout: 12_000, interval: 50 }

const path = 'repos/acme/shop/actions/runs'
const runAt = (id: number, differs: object = {}) =>
  workflowRunOf(id, {
    run_number: id,
    created_at: new Date(Date.UTC(2026, 4, 20) + id * 60_000).toISOString(),
    ...differs,
  })
const routes: Record<string, unknown> = {
  user: { id: 1, login: 'ann' },
  'user/repos': [repositoryOf(1, 'acme/shop')],
  ...routesOf('acme/shop', [runAt(5), runAt(4)]),
}

beforeAll(async () => {
  github = await replay({ github: routes as never })
  house = await openPlatformHouse({ GITHUB_TOKEN: 'ghp_x', GITHUB_URL: github.bases.github })
})
afterAll(async () => {
  await house[Symbol.asyncDispose]()
  await github[Symbol.asyncDispose]()
})

const runs = (query = '') => house.ask(`/api/v1/pipelines${query}`)
const look = async () => {
  const { items } = await house.ask('/api/v1/projects')
  await house.post(`/api/v1/projects/${items[0]?.id}/refresh`, {})
}

test('runs that were missed for a long time are read, not only the newest', async () => {
  await expect.poll(async () => (await runs()).total, soon).toBe(2)
  routes[path] = Array.from({ length: 200 }, (_, i) => runAt(300 - i))
  await look()
  await expect.poll(async () => (await runs()).total, soon).toBe(202)
})

test('a run that somebody deleted while it ran is unknown, and not running for ever', async () => {
  const running = { status: 'in_progress', conclusion: null, created_at: '2026-06-01T10:00:00Z' }
  routes[path] = [runAt(400, running), runAt(300)]
  await look()
  await expect.poll(async () => (await runs('?status=running')).total, soon).toBe(1)
  routes[path] = [runAt(300)]
  await look()
  await expect.poll(async () => (await runs('?status=running')).total, soon).toBe(0)
  expect((await runs('?status=unknown')).items).toMatchObject([{ external_id: '400' }])
})

test('a run is started again once, when an editor says so', async () => {
  routes[`POST ${path}/300/rerun`] = {}
  const { items } = await runs()
  const one = items.find(({ external_id }) => external_id === '300')
  await house.post(`/api/v1/pipelines/${one?.id}/rerun`, {})
  const posts = () => github.log.filter(({ method }) => method === 'POST').length
  await expect.poll(posts, soon).toBe(1)
  await look()
  await expect.poll(async () => (await runs('?status=running')).total, soon).toBe(0)
  expect(posts()).toBe(1)
})

test('a platform that hangs does not hold up deliveries of another', async () => {
  await using slow = await replay({ github: routes as never })
  const config = { url: slow.bases.github, token: 'ghp_y' }
  await house.post('/api/v1/connections', { name: 'slow', platform: 'github', config })
  await expect.poll(async () => (await house.ask('/api/v1/projects')).total, soon).toBe(2)
  slow.fault('/api/v3/repos/acme/shop/actions/runs/', { kind: 'hang' }, { times: 1_000 })
  const deliver = async (name: string, id: number) => {
    const { items } = await house.ask('/api/v1/connections')
    const { id: connection } = items.find((one) => one.name === name) ?? {}
    const { url, secret } = await house.ask(`/api/v1/connections/${connection}/webhook`)
    const run = runAt(id, { created_at: '2026-06-02T10:00:00Z' })
    const repository = repositoryOf(1, 'acme/shop')
    const body = JSON.stringify({ action: 'completed', workflow_run: run, repository })
    const signature = createHmac('sha256', secret).update(body).digest('hex')
    const headers = {
      'X-GitHub-Event': 'workflow_run',
      'X-GitHub-Delivery': `${name}-${id}`,
      'X-Hub-Signature-256': `sha256=${signature}`,
      'Content-Type': 'application/json',
    }
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(202)
  }
  for (let id = 500; id < 525; id++) await deliver('slow', id)
  routes[`${path}/600/attempts/1/jobs`] = []
  const from = performance.now()
  await deliver('github', 600)
  const has = async () =>
    (await runs('?limit=200')).items.some(({ external_id }) => external_id === '600')
  await expect.poll(has, soon).toBe(true)
  expect(performance.now() - from).toBeLessThan(5_000)
})
