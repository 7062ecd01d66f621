import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { json, startTestApp, type TestApp } from './start-test-app.contract.ts'

let running: TestApp
let headers: Record<string, string>
const account = { email: 'ann@example.com', password: 'correct horse battery' }

type Told = Readonly<Record<string, unknown>> & {
  readonly id: number
  readonly token: string
  readonly url: string
  readonly rev: number
  readonly status: string
  readonly config: Readonly<Record<string, unknown>>
  readonly items: readonly Readonly<Record<string, unknown>>[]
}

async function ask(path: string, init: RequestInit = { headers }): Promise<Told> {
  const response = await fetch(`${running.app.url}${path}`, init)
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Told
}

beforeAll(async () => {
  running = await startTestApp()
  await ask('/api/v1/auth/register', json(account))
  const { token } = await ask('/api/v1/auth/login', json(account))
  headers = { Authorization: `Bearer ${token}` }
})
afterAll(() => running[Symbol.asyncDispose]())

const create = (body: unknown) => ask('/api/v1/services', json(body, headers))
const show = (id: number) => ask(`/api/v1/services/${id}`)
const statusOf = async (id: number) => (await show(id)).status
const addressOf = async (id: number) => (await ask(`/api/v1/services/${id}/heartbeat`)).url
const beat = async (path: string, body = '') =>
  (await fetch(`${running.app.url}${path}`, { method: 'POST', body })).status

/** Of a verdict after the signal that turns it, and a little for two busy cores. */
const soon = { timeout: 2_500, interval: 25 }

describe('a heartbeat', () => {
  test('is unknown until its job reports, then up, and down within a moment of a failure', async () => {
    const { id } = await create({ name: 'backup', url: 'heartbeat://', config: { every: '1h' } })
    const path = await addressOf(id)
    expect(await statusOf(id)).toBe('UNKNOWN')
    expect(await beat(path)).toBe(200)
    await expect.poll(() => statusOf(id), soon).toBe('UP')
    expect(await beat(`${path}/3`, 'disk full')).toBe(200)
    await expect.poll(() => statusOf(id), soon).toBe('DOWN')
    const { items } = await ask(`/api/v1/services/${id}/health-checks`)
    expect(items[0]).toMatchObject({
      reason: 'assertion_failed',
      evidence: { exit_code: 3, output: 'disk full' },
    })
    expect(await beat(path)).toBe(200)
    await expect.poll(() => statusOf(id), soon).toBe('UP')
  })

  test('is down when its job is late', async () => {
    const config = { every: '1s', grace: '0s' }
    const { id } = await create({ name: 'late', url: 'heartbeat://', check_interval: 1, config })
    expect(await beat(await addressOf(id))).toBe(200)
    await expect.poll(() => statusOf(id), { timeout: 6_000, interval: 50 }).toBe('DOWN')
    expect((await show(id)).reason).toBe('timeout')
  })

  test('keeps its address over changes, and its secret out of answers and logs', async () => {
    const { id, config, url } = await create({ name: 'quiet', url: 'heartbeat://' })
    const path = await addressOf(id)
    const token = path.split('/').at(-1) ?? ''
    expect(config.token).toBe('***')
    expect(url).not.toContain(token)
    const change = (method: string, body: unknown) =>
      ask(`/api/v1/services/${id}`, { ...json(body, { ...headers, 'If-Match': '*' }), method })
    await change('PATCH', { config: { every: '2h' } })
    await change('PUT', { name: 'quiet', url: 'heartbeat://', config: { token: '***' } })
    await change('PATCH', { name: 'renamed' })
    expect(await addressOf(id)).toBe(path)
    expect(await beat(`${path}/start`)).toBe(200)
    expect(await beat(`${path}/nonsense`)).toBe(404)
    expect(await beat(`${path}/and/more`)).toBe(404)
    expect((await show(id)).failures_to_down).toBe(1)
    const everything = [...running.lines, JSON.stringify(await ask('/api/v1/audit'))].join('\n')
    expect(everything).toContain('/api/v1/heartbeats/•••')
    expect(everything).not.toContain(token)
  })
})

test('a group is as its members are, and names those that are not up', async () => {
  const job = await create({ name: 'job', url: 'heartbeat://', config: { every: '1h' } })
  const path = await addressOf(job.id)
  await beat(path)
  await expect.poll(() => statusOf(job.id), soon).toBe('UP')
  const group = await create({
    name: 'all jobs',
    url: 'group://',
    check_interval: 1,
    failures_to_down: 1,
    config: { members: [job.id] },
  })
  const patience = { timeout: 8_000, interval: 50 }
  await expect.poll(() => statusOf(group.id), patience).toBe('UP')
  await beat(`${path}/fail`)
  await expect.poll(() => statusOf(group.id), patience).toBe('DOWN')
  const { items } = await ask(`/api/v1/services/${group.id}/health-checks`)
  expect(items[0]?.message).toBe('0 of 1 up, needed 1: job is down')
})
