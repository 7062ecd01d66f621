import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { invalid, Refusal, refusalCodes } from '../../kernel/index.ts'
import { type House, openHouse, type Person } from './house.contract.ts'
import { problemKinds, problemOf } from './problem.ts'

describe('a refusal becomes a problem', () => {
  test('with a status, a title and the address of its explanation, whichever it is', () => {
    for (const code of refusalCodes) {
      const problem = problemOf(new Refusal(code, 'Because'), 'r1')
      expect(problem).toMatchObject({
        ...problemKinds[code],
        type: `/api/docs#problem-${code}`,
        detail: 'Because',
        code,
        request_id: 'r1',
      })
      expect(problem.status).toBeGreaterThanOrEqual(400)
    }
  })

  test('has the fields that are wrong, and no more text than somebody reads', () => {
    const fields = Array.from({ length: 5_000 }, (_, i) => ({
      path: `field${i}`.repeat(100),
      message: 'is wrong '.repeat(100),
    }))
    const problem = problemOf(invalid(fields), 'r1')
    expect(problem.errors).toHaveLength(50)
    expect(JSON.stringify(problem).length).toBeLessThan(60_000)
    expect(problemOf(new Refusal('gone', 'x'), 'r1')).not.toHaveProperty('errors')
  })
})

describe('over HTTP', () => {
  let house: House
  let admin: Person
  beforeAll(async () => {
    house = await openHouse()
    admin = await house.person('admin')
  })
  afterAll(() => house[Symbol.asyncDispose]())

  test('a problem is inert, fresh and names its request', async () => {
    const { status, headers, json } = await house.ask('GET', '/api/v1/services/7', { as: admin })
    expect(status).toBe(404)
    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(json.request_id).toBe(headers.get('x-request-id'))
    expect(json.status).toBe(status)
  })

  test('401 challenges for Bearer and Basic; a script in a page for Bearer only', async () => {
    const challenge = async (headers: Record<string, string>) =>
      (await house.ask('GET', '/api/v1/me', { headers })).headers.get('www-authenticate')
    expect(await challenge({})).toBe('Bearer realm="Pharos", Basic realm="Pharos", charset="UTF-8"')
    expect(await challenge({ Authorization: 'Bearer x' })).toContain('error="invalid_token"')
    expect(await challenge({ 'Sec-Fetch-Mode': 'navigate' })).toContain('Basic')
    expect(await challenge({ 'Sec-Fetch-Mode': 'cors' })).toBe('Bearer realm="Pharos"')
  })

  const send = (body: string | ReadableStream, headers: Record<string, string> = {}) =>
    house.ask('POST', '/api/v1/services', { as: admin, body, headers })

  test('a body that is no JSON is 400, of another kind 415', async () => {
    expect((await send('{"name":')).json.code).toBe('malformed')
    expect((await send('')).status).toBe(400)
    expect((await send('{}', { 'Content-Type': 'text/plain' })).status).toBe(415)
    expect((await send('{}', { 'Content-Encoding': 'gzip' })).status).toBe(415)
  })

  test('a body of more than 1 MiB is 413, with and without its length', async () => {
    const text = JSON.stringify({ name: 'x'.repeat(1_100_000) })
    expect((await send(text)).status).toBe(413)
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(0x20)),
    })
    expect((await send(endless)).status).toBe(413)
    const claimed = await send('{}', { 'Content-Length': '99999999' })
    expect(claimed.status).toBe(413)
  })

  test('a body that breaks off is 400', async () => {
    const broken = new ReadableStream({
      start: (controller) => controller.error(new Error('connection reset')),
    })
    expect((await send(broken)).json.code).toBe('malformed')
  })

  test('a WebSocket’s address without an upgrade is 426', async () => {
    const { status, headers, json } = await house.ask('GET', '/api/v1/services/ws', { as: admin })
    expect([status, headers.get('upgrade'), json.code]).toEqual([
      426,
      'websocket',
      'upgrade_required',
    ])
  })
})
