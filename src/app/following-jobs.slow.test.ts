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

/** Each change of a job is a delivery, and what is asked for after it is counted by the platform. */
let github: ReplayServer
let house: PlatformHouse
let hook: { readonly url: string; readonly secret: string }
const soon = { timeout: 10_000, interval: 50 }
const repository = repositoryOf(1, 'acme/shop')
const id = 9_000_000_001
const jobsPath = `repos/acme/shop/actions/runs/${id}/attempts/1/jobs`

const jobAt = (status: string, conclusion: string | null = null) => ({
  id: 1,
  run_id: id,
  run_attempt: 1,
  name: 'test',
  status,
  conclusion,
  created_at: '2026-05-31T10:00:00Z',
  started_at: '2026-05-31T10:00:05Z',
  completed_at: conclusion === null ? null : '2026-05-31T10:02:00Z',
})
const routes: Record<string, unknown> = {
  user: { id: 1, login: 'ann' },
  'user/repos': [repository],
  ...routesOf('acme/shop', [workflowRunOf(1)]),
  [jobsPath]: [jobAt('in_progress')],
}

beforeAll(async () => {
  github = await replay({ github: routes as never })
  house = await openPlatformHouse({ GITHUB_TOKEN: 'ghp_x', GITHUB_URL: github.bases.github })
  const { items } = await house.ask('/api/v1/connections')
  hook = await house.ask(`/api/v1/connections/${items[0]?.id}/webhook`)
})
afterAll(async () => {
  await house[Symbol.asyncDispose]()
  await github[Symbol.asyncDispose]()
})

/** Hands it in, and waits until it was processed. */
async function deliver(event: string, what: object, name: string): Promise<void> {
  const body = JSON.stringify({ ...what, repository })
  const headers = {
    'Content-Type': 'application/json',
    'X-GitHub-Event': event,
    'X-GitHub-Delivery': name,
    'X-Hub-Signature-256': `sha256=${createHmac('sha256', hook.secret).update(body).digest('hex')}`,
  }
  expect((await fetch(hook.url, { method: 'POST', headers, body })).status).toBe(202)
  const waiting = async () => (await house.ask('/api/v1/webhook-events?status=waiting')).total
  await expect.poll(waiting, soon).toBe(0)
}

const ofJob = (status: string, name: string) =>
  deliver('workflow_job', { action: status, workflow_job: jobAt(status) }, name)
const ofRun = (differs: object, name: string) => {
  const times = { created_at: '2026-05-31T10:00:00Z', run_started_at: '2026-05-31T10:00:00Z' }
  const workflow_run = workflowRunOf(id, { ...times, ...differs })
  return deliver('workflow_run', { action: 'any', workflow_run }, name)
}
const asked = () => github.log.filter(({ path }) => path.includes(jobsPath)).length

test('jobs of a run that goes on are asked for once somebody looks at them, and all once it is over', async () => {
  // Its history is there.
  await expect.poll(async () => (await house.ask('/api/v1/pipelines')).total, soon).toBe(1)
  const now = { status: 'in_progress', conclusion: null, updated_at: '2026-05-31T10:00:05Z' }
  await ofRun(now, 'run 1')
  await ofJob('queued', 'job 1')
  await ofJob('in_progress', 'job 2')
  expect(asked()).toBe(0)

  const { items } = await house.ask('/api/v1/pipelines?status=running')
  const run = `/api/v1/pipelines/${items[0]?.id}`
  await house.ask(run)
  await expect.poll(asked, soon).toBe(1)
  await ofJob('completed', 'job 3')
  expect(asked()).toBe(2)

  routes[jobsPath] = [jobAt('completed', 'success')]
  await ofRun({ updated_at: '2026-05-31T10:02:05Z' }, 'run 2')
  expect(asked()).toBe(3)
  const jobs = async () => (await house.ask(run)) as unknown
  expect(await jobs()).toMatchObject({ jobs: [{ name: 'test', status: 'success' }] })
})
