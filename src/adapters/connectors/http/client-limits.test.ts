import { describe, expect, test } from 'vitest'
import { virtualEpoch } from '../../../kernel/virtual-time.contract.ts'
import { priorities } from '../../../modules/pipelines/index.ts'
import { replay } from '../replay.contract.ts'
import { asks, canary, client, createEagerClock, faultFrom, serve } from './client.contract.ts'
import type { HttpOptions } from './client.ts'

const user = '/api/v3/user'
const routes = { github: { user: { id: 1 }, 'user/repos': [] } }

const github = {
  readQuota(headers: Headers) {
    const of = (name: string) => Number(headers.get(`x-ratelimit-${name}`))
    return { limit: of('limit'), remaining: of('remaining'), resetAt: of('reset') * 1_000 }
  },
  limitOf: ({ status, body }: { readonly status: number; readonly body: string }) =>
    status === 403 && /rate limit/.test(body) ? { retryAt: null } : null,
} satisfies Partial<HttpOptions>

describe('a limit of the platform', () => {
  test('that is over soon is waited for within the call', async () => {
    await using server = await replay(routes)
    const { clock, waits } = createEagerClock()
    server.fault(user, { kind: 'limited', retryAfter: 3 })
    server.fault(user, { kind: 'secondary', retryAfter: 2 })
    const http = client(server.bases.github, github, { clock, random: () => 0.25 })
    expect((await http.get('user', asks())).body).toEqual({ id: 1 })
    expect(waits).toContain(3_250)
    expect(waits).toContain(2_500)
    expect(http.figures()).toMatchObject({ calls: 3, limited: 2, failed: 0, pausedUntil: null })
  })

  test('that is over soon is waited for as a date too', async () => {
    const { clock, waits } = createEagerClock()
    const retryAfter = new Date(virtualEpoch + 4_000).toUTCString()
    const date = new Date(virtualEpoch).toUTCString()
    const server = await serve((_, response, count) =>
      count === 1
        ? void response.writeHead(429, { 'retry-after': retryAfter, date }).end()
        : void response.end('1'),
    )
    await client(server.url, {}, { clock }).get('x', asks())
    expect(waits).toEqual([4_000])
  })

  test('that lasts longer fails at once, and so does everything until it is over', async () => {
    await using server = await replay(routes)
    const { clock, waits, pass } = createEagerClock()
    server.fault(user, { kind: 'limited', retryAfter: 30 })
    const http = client(server.bases.github, github, { clock })
    const retryAt = virtualEpoch + 30_000
    expect(await faultFrom(http.get('user', asks()))).toMatchObject({
      kind: 'rate_limited',
      status: 429,
      retryAt,
    })
    expect(http.figures()).toMatchObject({ limited: 1, pausedUntil: retryAt })
    for (const priority of priorities) {
      const fault = await faultFrom(http.get('user/repos', asks(priority)))
      expect(fault).toMatchObject({ kind: 'rate_limited', retryAt })
    }
    expect(await faultFrom(http.post('user', {}, asks()))).toMatchObject({ kind: 'rate_limited' })
    expect([server.log.length, waits]).toEqual([1, []])
    pass(30_000)
    expect((await http.get('user', asks())).body).toEqual({ id: 1 })
    expect(http.figures().pausedUntil).toBeNull()
  })

  test('that does not say how long lasts a minute, and longer each time', async () => {
    await using server = await replay(routes)
    const { clock, pass } = createEagerClock()
    server.fault(user, { kind: 'limited' })
    server.fault(user, { kind: 'secondary' })
    const http = client(server.bases.github, github, { clock })
    const first = await faultFrom(http.get('user', asks()))
    expect(first.retryAt).toBe(virtualEpoch + 60_000)
    pass(60_000)
    const second = await faultFrom(http.get('user', asks()))
    expect(second).toMatchObject({ status: 403, retryAt: virtualEpoch + 180_000 })
  })

  test('is a 403 only where the platform says so', async () => {
    await using server = await replay(routes)
    server.fault(user, { kind: 'secondary' })
    expect(await faultFrom(client(server.bases.github).get('user', asks()))).toMatchObject({
      kind: 'forbidden',
    })
  })

  test('that goes on after two more attempts is a fault', async () => {
    await using server = await replay(routes)
    const { clock } = createEagerClock()
    server.fault(user, { kind: 'limited', retryAfter: 1 }, { times: 5 })
    const http = client(server.bases.github, github, { clock })
    expect(await faultFrom(http.get('user', asks()))).toMatchObject({ kind: 'rate_limited' })
    expect(server.log).toHaveLength(3)
  })

  test('ends with the window where the platform tells nothing else', async () => {
    const { clock } = createEagerClock()
    await using server = await replay(routes, { quota: 1 })
    await client(server.bases.github, {}, { clock }).get('user', asks())
    const http = client(server.bases.github, github, { clock })
    expect(await faultFrom(http.get('user', asks()))).toMatchObject({
      kind: 'rate_limited',
      retryAt: virtualEpoch + 3_600_000,
    })
  })

  test('never repeats a call that changes something', async () => {
    await using server = await replay(routes)
    server.fault(user, { kind: 'limited', retryAfter: 1 })
    const http = client(server.bases.github, github, { clock: createEagerClock().clock })
    expect(await faultFrom(http.post('user', {}, asks()))).toMatchObject({ kind: 'rate_limited' })
    expect(server.log).toHaveLength(1)
  })

  test('holds no place while it is waited for', async () => {
    const server = await serve((request, response, count) =>
      request.url === '/limited' && count === 1
        ? void response.writeHead(503, { 'retry-after': '9' }).end(canary)
        : void response.end('1'),
    )
    const eager = createEagerClock()
    let wake = () => {}
    const clock = {
      ...eager.clock,
      sleep: (ms: number, signal?: AbortSignal) =>
        ms === 9_000 ? new Promise<void>((done) => (wake = done)) : eager.clock.sleep(ms, signal),
    }
    const http = client(server.url, { concurrency: 1 }, { clock })
    const limited = http.get('limited', asks())
    await server.reached(1)
    expect((await http.get('other', asks('backfill'))).body).toBe(1)
    wake()
    expect((await limited).body).toBe(1)
    expect(server.urls()).toEqual(['/limited', '/other', '/limited'])
  })
})

describe('what is left of a limit', () => {
  test('is told, and below the reserve it is kept for people', async () => {
    await using server = await replay(routes, { quota: 10 })
    const { clock } = createEagerClock()
    const http = client(server.bases.github, { ...github, etags: false }, { clock })
    for (let count = 0; count < 9; count += 1) await http.get('user', asks('poll'))
    const resetAt = virtualEpoch + 3_600_000
    expect(http.figures().quota).toMatchObject({ limit: 10, remaining: 1, resetAt })
    for (const priority of ['poll', 'backfill'] as const) {
      expect(await faultFrom(http.get('user', asks(priority)))).toMatchObject({
        kind: 'rate_limited',
        retryAt: resetAt,
      })
    }
    await http.get('user', asks('event'))
    expect(await faultFrom(http.get('user', asks('user')))).toMatchObject({ kind: 'rate_limited' })
    expect(server.log).toHaveLength(10)
    expect(http.figures()).toMatchObject({ calls: 10, limited: 0, failed: 0 })
  })

  test('a reserve of nothing lets polling use up all', async () => {
    await using server = await replay(routes, { quota: 5 })
    const http = client(server.bases.github, { ...github, reserve: 0, etags: false })
    for (let count = 0; count < 5; count += 1) await http.get('user', asks('backfill'))
    expect(http.figures().quota?.remaining).toBe(0)
  })
})

describe('calls', () => {
  test('are no more at a time than may be, and the most urgent one is next', async () => {
    const open: (() => void)[] = []
    const server = await serve((_, response) => void open.push(() => void response.end('1')))
    const http = client(server.url, { concurrency: 2 })
    const asked = ['a', 'b', 'c', 'd', 'e'].map((path, at) =>
      http.get(path, asks(at < 2 ? 'poll' : (['backfill', 'poll', 'user'] as const)[at - 2])),
    )
    await server.reached(2)
    expect(server.urls().toSorted()).toEqual(['/a', '/b'])
    for (let count = 3; count <= 5; count += 1) {
      open.shift()?.()
      await server.reached(count)
    }
    for (const end of open) end()
    await Promise.all(asked)
    expect(server.urls().slice(2)).toEqual(['/e', '/d', '/c'])
  })

  test('are no more in a second than may be', async () => {
    const server = await serve((_, response) => void response.end('1'))
    const { clock, waits } = createEagerClock()
    const http = client(server.url, { rate: 2 }, { clock })
    await Promise.all(['a', 'b', 'c', 'd'].map((path) => http.get(path, asks())))
    expect(waits).toEqual([500, 500])
  })

  test('that are shared are as urgent as the most urgent of those who wait', async () => {
    const open: (() => void)[] = []
    const server = await serve((_, response) => void open.push(() => void response.end('1')))
    const http = client(server.url, { concurrency: 1 })
    const first = http.get('a', asks())
    await server.reached(1)
    const rest = [
      http.get('b', asks('poll')),
      http.get('c', asks('backfill')),
      http.get('c', asks('user')),
    ]
    for (let count = 2; count <= 3; count += 1) {
      open.shift()?.()
      await server.reached(count)
    }
    open.shift()?.()
    await Promise.all([first, ...rest])
    expect(server.urls()).toEqual(['/a', '/c', '/b'])
  })
})

test.each([
  ['ahead', 3_600_000],
  ['behind', -3_600_000],
])('a platform whose clock is an hour %s of ours has the same window', async (_, off) => {
  await using server = await replay(routes, { now: () => virtualEpoch + off })
  const http = client(server.bases.github, github)
  await http.get('user', asks())
  const { quota } = http.figures()
  // The header counts whole seconds, and so does the date beside it.
  expect(Math.abs((quota?.resetAt ?? 0) - virtualEpoch - 3_600_000)).toBeLessThanOrEqual(1_000)
})
