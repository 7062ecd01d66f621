import { expect, test } from 'vitest'
import { Refusal } from '../../../kernel/index.ts'
import { openHouse, wellOperations } from '../house.contract.ts'
import type { Operations } from '../ports.ts'

const open = (operations: Partial<Operations>, publicMetrics = false) =>
  openHouse({ operations: { ...wellOperations, ...operations }, publicMetrics })

test('health is 200 and names what is degraded, for as long as the process makes progress', async () => {
  const report = wellOperations.health()
  await using house = await open({
    health: () => ({
      ...report,
      parts: { ...report.parts, store: { status: 'down', cause: 'away' } },
    }),
  })
  for (const path of ['/api/health', '/healthz']) {
    const { status, json } = await house.ask('GET', path)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      status: 'degraded',
      version: '1.2.3',
      checks: { store: { status: 'down', cause: 'away' }, scheduler: { status: 'ok' } },
    })
    expect(json.uptime_seconds).toBeGreaterThanOrEqual(5)
  }
})

test('health and liveness are 503 when a loop is stuck', async () => {
  await using house = await open({
    health: () => ({ ...wellOperations.health(), progressing: false }),
  })
  const health = await house.ask('GET', '/api/health')
  expect([health.status, health.json.status]).toEqual([503, 'stalled'])
  const live = await house.ask('GET', '/livez')
  expect([live.status, live.json.status]).toEqual([503, 'stalled'])
  expect(live.headers.get('retry-after')).toBe('5')
})

test('liveness does not ask whether the process can commit', async () => {
  await using house = await open({
    readiness: async () => ({ ready: false, reasons: ['the database does not answer'] }),
  })
  expect((await house.ask('GET', '/livez')).status).toBe(200)
  const ready = await house.ask('GET', '/readyz')
  expect(ready.status).toBe(503)
  expect(ready.json).toEqual({ status: 'not_ready', reasons: ['the database does not answer'] })
  expect(ready.headers.get('retry-after')).toBe('5')
})

test('readiness is 200 when the process can commit', async () => {
  await using house = await open({})
  const { status, json } = await house.ask('GET', '/readyz')
  expect([status, json]).toEqual([200, { status: 'ok', reasons: [] }])
})

test('metrics are Prometheus’ text, for a viewer', async () => {
  await using house = await open({
    metrics: async () => ({ type: 'text/plain; version=0.0.4; charset=utf-8', body: 'up 1\n' }),
  })
  expect((await house.ask('GET', '/metrics')).status).toBe(401)
  const viewer = await house.person('viewer')
  const { status, text, headers } = await house.ask('GET', '/metrics', { as: viewer })
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(text).toBe('up 1\n')
})

test('metrics are for everybody when the configuration says so', async () => {
  await using house = await open({}, true)
  expect((await house.ask('GET', '/metrics')).status).toBe(200)
})

const notAsked = () => Promise.reject(new Error('nobody asks for this'))

test('a store that is away is 503 with Retry-After; a fault is 500 and tells nothing', async () => {
  await using house = await openHouse({
    outcomes: {
      outcomesOf: async () => {
        throw new Refusal('unavailable', 'The database does not answer', { retryAfter: 7 })
      },
      seriesOf: notAsked,
    },
  })
  const viewer = await house.person('admin')
  const { json } = await house.ask('POST', '/api/v1/services', {
    as: viewer,
    json: { name: 'x', url: 'tcp://localhost:1' },
  })
  const path = `/api/v1/services/${json.id}/health-checks`
  const away = await house.ask('GET', path, { as: viewer })
  expect([away.status, away.headers.get('retry-after')]).toEqual([503, '7'])
  await using broken = await openHouse({
    outcomes: {
      outcomesOf: async () => {
        throw new TypeError('secret detail')
      },
      seriesOf: notAsked,
    },
  })
  const other = await broken.person('admin')
  const made = await broken.ask('POST', '/api/v1/services', {
    as: other,
    json: { name: 'x', url: 'tcp://localhost:1' },
  })
  const told = await broken.ask('GET', `/api/v1/services/${made.json.id}/health-checks`, {
    as: other,
  })
  expect([told.status, told.json.code]).toEqual([500, 'internal'])
  expect(told.text).not.toContain('secret')
  expect(told.json.detail).toContain(told.headers.get('x-request-id'))
})
