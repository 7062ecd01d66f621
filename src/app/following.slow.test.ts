import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReplayServer, replay } from '../adapters/connectors/replay.contract.ts'
import {
  openPlatformHouse,
  type PlatformHouse,
  repositoryOf,
  routesOf,
  workflowRunOf,
} from './platform-house.contract.ts'

/** Platforms followed by the whole program: what they have is found, and what they send is taken in. */
let github: ReplayServer
let house: PlatformHouse

const shop = { ...repositoryOf(4_100_000_000, 'acme/shop'), description: 'Sells lamps' }
const first = workflowRunOf(9_000_000_001)

const routes: Record<string, unknown> = {
  user: { id: 1, login: 'ann', name: 'Ann', html_url: 'https://github.example/ann' },
  'user/repos': [shop],
  'repos/acme/shop': shop,
  ...routesOf('acme/shop', [first]),
  'repos/acme/shop/pulls': [],
}

beforeAll(async () => {
  github = await replay({ github: routes as never })
  // Nothing but these two: the way that is promised.
  house = await openPlatformHouse({ GITHUB_TOKEN: 'ghp_secret', GITHUB_URL: github.bases.github })
})
afterAll(async () => {
  await house[Symbol.asyncDispose]()
  await github[Symbol.asyncDispose]()
})

const ask = (path: string) => house.ask(path)
const soon = { timeout: 8_000, interval: 50 }
const projects = () => ask('/api/v1/projects')
const runs = (query = '') => ask(`/api/v1/pipelines${query}`)
const newest = async () => (await runs()).items[0]

describe('a token in the environment', () => {
  test("alone shows that user's repositories with their history", async () => {
    await expect.poll(async () => (await projects()).items[0]?.status, soon).toBe('success')
    expect((await projects()).items).toMatchObject([
      { full_name: 'acme/shop', platform: 'github', connection: 'github', default_branch: 'main' },
    ])
    expect((await runs()).items).toMatchObject([
      {
        status: 'success',
        branch: 'main',
        author: 'ann',
        message: 'Sell lamps',
        duration_ms: 120_000,
      },
    ])
    const { items } = await ask('/api/v1/connections')
    expect(items).toMatchObject([{ owned: true, state: { trouble: null, user: 'ann' } }])
    expect(JSON.stringify(items)).not.toContain('ghp_secret')
    expect(house.running.lines.join('\n')).not.toContain('ghp_secret')
  })
})

describe('a delivery', () => {
  async function deliver(run: Record<string, unknown>, id: string, spoil = false) {
    const { items } = await ask('/api/v1/connections')
    const { secret, url } = await ask(`/api/v1/connections/${items[0]?.id}/webhook`)
    const action = run.status === 'completed' ? 'completed' : 'in_progress'
    const body = JSON.stringify({ action, workflow_run: run, repository: shop })
    const signature = createHmac('sha256', secret).update(body).digest('hex')
    return fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-GitHub-Event': 'workflow_run',
        'X-GitHub-Delivery': id,
        'X-Hub-Signature-256': `sha256=${signature}`,
      },
      body: spoil ? `${body} ` : body,
    })
  }
  const next = (differs: Record<string, unknown>) =>
    workflowRunOf(9_000_000_002, {
      run_number: 8,
      head_sha: 'b'.repeat(40),
      created_at: '2026-05-31T10:00:00Z',
      run_started_at: '2026-05-31T10:00:01Z',
      updated_at: '2026-05-31T10:00:02Z',
      ...differs,
    })
  const running_ = next({ status: 'in_progress', conclusion: null })
  const failed = next({ conclusion: 'failure', updated_at: '2026-05-31T10:03:01Z' })
  const statusOf = async () => (await projects()).items[0]?.status

  test('moves its project within a moment, is kept once, and what comes late changes nothing', async () => {
    expect((await deliver(running_, 'd-1')).status).toBe(202)
    await expect.poll(statusOf, soon).toBe('running')
    routes['repos/acme/shop/actions/runs/9000000002/attempts/1/jobs'] = []
    for (let i = 0; i < 10; i++) expect((await deliver(failed, 'd-2')).status).toBe(202)
    await expect.poll(statusOf, soon).toBe('failed')
    expect((await deliver(running_, 'd-3')).status).toBe(202)
    const settled = async () => (await ask('/api/v1/webhook-events?status=waiting')).total
    await expect.poll(settled, soon).toBe(0)
    expect(await newest()).toMatchObject({ status: 'failed', duration_ms: 180_000, number: 8 })
    expect(await statusOf()).toBe('failed')
    expect((await ask('/api/v1/webhook-events')).total).toBe(3)
  })

  test('with one byte more is refused and not kept', async () => {
    expect((await deliver(failed, 'd-9', true)).status).toBe(401)
    expect((await ask('/api/v1/webhook-events')).total).toBe(3)
  })

  test('of a run is in the statistics', async () => {
    const path = '/api/v1/pipelines/stats?from=2026-05-01&to=2026-06-30'
    const stats = async () => (await ask(path)).totals
    await expect.poll(stats, soon).toMatchObject({ total: 2, success: 1, failed: 1 })
  })
})

test('merge requests are asked for when somebody looks, and are no empty list until then', async () => {
  const path = '/api/v1/projects/1/merge-requests'
  const { items } = await projects()
  const own = path.replace('/1/', `/${items[0]?.id}/`)
  expect((await ask(own)).state).toBe('loading')
  await expect.poll(async () => (await ask(own)).state, soon).toBe('fresh')
  expect((await ask(own)).total).toBe(0)
})
