import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../house.contract.ts'
import { keptText } from '../schemas/kept-text.ts'
import { createPace } from './heartbeat-pace.ts'
import { signalOf } from './heartbeat-signal.ts'

let house: House
let editor: Person
let viewer: Person
beforeAll(async () => {
  house = await openHouse()
  await house.person('admin')
  editor = await house.person('editor')
  viewer = await house.person('viewer')
})
afterAll(() => house[Symbol.asyncDispose]())

let jobs = 0
/** A job with a secret of its own. */
async function aJob() {
  jobs += 1
  const token = `a-secret-of-the-job-number-${jobs}`
  const json = { name: 'backup', url: 'heartbeat://', config: { token, every: '1h', grace: '5m' } }
  const { id } = (await house.ask('POST', '/api/v1/services', { as: editor, json })).json
  const path = `/api/v1/heartbeats/${token}`
  return {
    id,
    token,
    path,
    shown: async () =>
      (await house.ask('GET', `/api/v1/services/${id}/heartbeat`, { as: editor })).json,
    pings: async () => {
      const log = await house.store.heartbeats.logOf(id as never, 1_000)
      return log.pings
    },
  }
}

const text = (body: string | Uint8Array<ArrayBuffer>) => ({
  body,
  headers: { 'Content-Type': 'text/plain' },
})

describe('a job', () => {
  test.each(['POST', 'GET', 'HEAD'])(
    'says by %s that it is done, without credentials',
    async (method) => {
      const job = await aJob()
      const told = await house.ask(method, job.path)
      expect(told.status).toBe(200)
      expect(told.text).toBe(method === 'HEAD' ? '' : 'OK\n')
      expect((await job.pings()).map(({ signal }) => signal)).toEqual([{ kind: 'success' }])
    },
  )

  test('says that it starts, fails, and how it ended', async () => {
    const job = await aJob()
    for (const word of ['start', 'fail', '0', '3', '255']) {
      expect((await house.ask('POST', `${job.path}/${word}`)).status).toBe(200)
    }
    expect((await job.pings()).map(({ signal }) => signal)).toEqual([
      { kind: 'fail', exitCode: 255 },
      { kind: 'fail', exitCode: 3 },
      { kind: 'success' },
      { kind: 'fail', exitCode: null },
      { kind: 'start' },
    ])
  })

  test('is answered once its signal is stored, and what it said stands beside it', async () => {
    const job = await aJob()
    await house.ask('POST', `${job.path}/1`, text('disk full: /backup'))
    expect((await job.pings()).map(({ body }) => body)).toEqual(['disk full: /backup'])
  })

  test('that sends the same key again is answered alike, and counted once', async () => {
    const job = await aJob()
    const headers = { 'Idempotency-Key': 'run-7' }
    const told = [
      await house.ask('POST', job.path, { headers }),
      await house.ask('POST', job.path, { headers }),
    ]
    expect(told.map(({ status, text: body }) => [status, body])).toEqual(
      Array(2).fill([200, 'OK\n']),
    )
    expect(await job.pings()).toHaveLength(1)
  })
})

describe('what is no heartbeat', () => {
  test('is answered in the same words, whatever is wrong, and they do not repeat the secret', async () => {
    const job = await aJob()
    const wrong = [
      '/api/v1/heartbeats/a-secret-that-nobody-ever-had',
      '/api/v1/heartbeats/x',
      '/api/v1/heartbeats/%F0%9F%92%A9',
      '/api/v1/heartbeats/a-secret-that-nobody-ever-had/start',
      `${job.path}/stop`,
      `${job.path}/256`,
      `${job.path}/-1`,
    ]
    for (const path of wrong) {
      for (const method of ['POST', 'GET']) {
        const { status, json, text: body } = await house.ask(method, path)
        expect([status, json.detail], path).toEqual([404, 'There is no such heartbeat'])
        expect(body).not.toContain(job.token)
        expect(body).not.toContain('nobody-ever')
      }
    }
    expect(await job.pings()).toEqual([])
  })

  test('is a service of another kind, also for its own page', async () => {
    const json = { name: 'x', url: 'https://example.com/' }
    const { id } = (await house.ask('POST', '/api/v1/services', { as: editor, json })).json
    const told = await house.ask('GET', `/api/v1/services/${id}/heartbeat`, { as: editor })
    expect(told.status).toBe(404)
  })
})

describe('the address of a job', () => {
  test('is shown to editors with what the job said, and to nobody else', async () => {
    const job = await aJob()
    await house.ask('POST', `${job.path}/start`)
    await house.ask('POST', `${job.path}/0`, text('done'))
    expect(await job.shown()).toMatchObject({
      url: job.path,
      schedule: 'every 1h, 5m of grace',
      running_since: null,
      pings: [
        { signal: 'success', exit_code: 0, body: 'done' },
        { signal: 'start', exit_code: null, duration_ms: null },
      ],
    })
    const path = `/api/v1/services/${job.id}/heartbeat`
    expect((await house.ask('GET', path, { as: viewer })).status).toBe(403)
    expect((await house.ask('GET', path)).status).toBe(401)
  })
})

describe('abuse', () => {
  test('of a body of a megabyte keeps its first ten kilobytes', async () => {
    const job = await aJob()
    const told = await house.ask('POST', job.path, text('x'.repeat(1_000_000)))
    expect(told.status).toBe(200)
    expect((await job.pings())[0]?.body).toBe('x'.repeat(10_240))
  })

  test('of bytes that are no text keeps what can be kept', async () => {
    const job = await aJob()
    const bytes = new Uint8Array([0x61, 0xff, 0x00, 0xc3, 0xa4, 0xed, 0xa0, 0x80])
    expect((await house.ask('POST', job.path, text(bytes))).status).toBe(200)
    const body = (await job.pings())[0]?.body ?? ''
    expect(body).toMatch(/^a\ufffd\ufffdä\ufffd+$/)
    expect(body.isWellFormed()).toBe(true)
  })

  test('of a thousand signals a second stores a few and says when to come again', async () => {
    const job = await aJob()
    const told = await Promise.all(Array.from({ length: 1_000 }, () => house.ask('POST', job.path)))
    const taken = told.filter(({ status }) => status === 200)
    const refused = told.filter(({ status }) => status === 429)
    expect(taken.length + refused.length).toBe(1_000)
    expect(taken.length).toBeLessThan(60)
    expect(refused[0]?.headers.get('retry-after')).toBe('1')
    expect(await job.pings()).toHaveLength(taken.length)
    expect((await house.ask('POST', (await aJob()).path)).status).toBe(200)
  })
})

test('the pace of a secret: twenty at once, two a second for long', () => {
  let now = 0
  const pace = createPace({ monotonic: () => now })
  const taken = (secret: string, times: number) =>
    Array.from({ length: times }, () => pace(secret)).filter((wait) => wait === 0).length
  expect(taken('a', 50)).toBe(20)
  expect(taken('b', 50)).toBe(20)
  now += 5_000
  expect(taken('a', 50)).toBe(10)
  for (let i = 0; i < 6_000; i++) pace(`wrong ${i}`)
  expect(taken('a', 50)).toBe(20)
})

test('a character that the cut goes through is left out', () => {
  expect(keptText(new TextEncoder().encode('grün').subarray(0, 3))).toBe('gr')
})

test.each(['', 'START', '00000', '1000', '3.0', ' 3', '+3', '0x3'])('%j is no signal', (word) => {
  expect(signalOf(word)).toBeNull()
})
