import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ResultOutcome } from '../../../modules/checks/index.ts'
import { clock, type House, openHouse, type Person } from '../house.contract.ts'
import { series, uptime } from '../schemas/history.ts'

const minute = 60_000
/** In the middle of a day, an hour and a minute. */
const now = Date.UTC(2026, 10, 20, 12, 30, 30)

let house: House
let viewer: Person
let admin: Person
let id: number

/** A service with three results of the last minutes, one of them a failure. */
async function furnish(): Promise<number> {
  const json = { name: 'Shop', url: 'https://shop.example.com/', check_interval: '1m' }
  const made = (await house.ask('POST', '/api/v1/services', { as: admin, json })).json.id
  const { claims } = await house.store.schedule.claim({
    now: Date.now() + 10_000,
    startedAt: 0,
    jumped: false,
    limit: 10,
    defaultTimeoutMs: 10_000,
  })
  const check = claims.find((claim) => claim.check.serviceId === made)?.check
  if (check === undefined) throw new Error('the check was not claimed')
  const found = (ago: number, totalMs: number, differs: Partial<ResultOutcome> = {}) =>
    house.store.schedule.accept({
      checkRev: check.rev,
      outcome: {
        kind: 'result',
        checkId: check.id,
        slot: now - ago * minute,
        status: 'up',
        reason: 'ok',
        message: '200 OK',
        phases: { dnsMs: 1, connectMs: 1, tlsMs: null, firstByteMs: 1, totalMs },
        checkedAt: now,
        ...differs,
      },
    })
  await found(1, 20)
  await found(2, 40)
  await found(3, 9_000, { status: 'down', reason: 'timeout', message: 'no answer' })
  return made
}

beforeAll(async () => {
  house = await openHouse({ clock: { ...clock, now: () => now } })
  admin = await house.person('admin')
  viewer = await house.person('viewer')
  id = await furnish()
})
afterAll(() => house[Symbol.asyncDispose]())

const ask = (path: string) => house.ask('GET', `/api/v1/services/${path}`, { as: viewer })

describe('the uptime of a service', () => {
  test.each(['24h', '7d', '30d', '90d', '1y'])('over %s has its coverage', async (range) => {
    const { status, json } = await ask(`${id}/uptime?range=${range}`)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      service_id: id,
      range,
      uptime_percent: 66.66,
      coverage_percent: 100,
      observed_seconds: 180,
      missed_seconds: 0,
      maintenance_seconds: 0,
    })
    const { from, to } = uptime.parse(json)
    expect(Date.parse(from)).toBeLessThan(now)
    expect(Date.parse(to)).toBeGreaterThan(now)
  })

  test('is that of 30 days unless it is asked otherwise', async () => {
    expect((await ask(`${id}/uptime`)).json.range).toBe('30d')
  })

  test('of a service that was never checked is unknown', async () => {
    const json = { name: 'New', url: 'tcp://localhost:1' }
    const made = (await house.ask('POST', '/api/v1/services', { as: admin, json })).json.id
    const told = await ask(`${made}/uptime`)
    expect(told.json).toMatchObject({ uptime_percent: null, coverage_percent: null })
  })
})

describe('the series of a service', () => {
  test('has every part of the range, with what the checks found in it', async () => {
    const { status, json } = await ask(`${id}/series?range=1h`)
    expect(status).toBe(200)
    expect(json).toMatchObject({ service_id: id, range: '1h', bucket_seconds: 60 })
    const { buckets } = series.parse(json)
    expect(buckets).toHaveLength(60)
    expect(buckets.at(-1)).toMatchObject({ from: '2026-11-20T12:30:00Z', up: 0 })
    expect(buckets.at(-2)).toEqual({
      from: '2026-11-20T12:29:00Z',
      up: 1,
      degraded: 0,
      down: 0,
      missed: 0,
      maintenance: 0,
      uptime_percent: 100,
      response_time_ms: { min: 20, avg: 20, p95: 20, max: 20 },
    })
    expect(buckets.at(-4)).toMatchObject({
      down: 1,
      uptime_percent: 0,
      response_time_ms: null,
    })
  })

  test.each([
    ['24h', 96],
    ['7d', 84],
    ['90d', 90],
    ['1y', 92],
  ])('over %s comes in %i parts', async (range, parts) => {
    const { json } = await ask(`${id}/series?range=${range}`)
    const { buckets } = series.parse(json)
    expect(buckets).toHaveLength(parts)
    expect(buckets.reduce((sum, { up }) => sum + up, 0)).toBe(2)
  })
})

test.each(['uptime', 'series'])('%s of no service is 404, and of no range 422', async (what) => {
  expect((await ask(`999999/${what}`)).status).toBe(404)
  const { status, json } = await ask(`${id}/${what}?range=5y`)
  expect(status).toBe(422)
  expect(json.errors.map(({ field }) => field)).toEqual(['range'])
})
