import { describe, expect, test } from 'vitest'
import { replay } from '../replay.contract.ts'
import { asks, client, createEagerClock, faultFrom, says, serve } from './client.contract.ts'
import type { Answer } from './client.ts'
import { nextLink } from './link.ts'

const path = 'repos/o/r/actions/runs'
const runs = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at }))
const routes = (count: number) => ({ github: { [path]: runs(count) } })

const read = ({ body, headers }: Answer) => ({
  items: (body as { workflow_runs: readonly { id: number }[] }).workflow_runs,
  next: nextLink(headers),
})
const all = { ...asks(), query: { per_page: 100 }, limit: 100_000, read }

describe('a list', () => {
  test('of ten thousand is whole, and in order', async () => {
    await using server = await replay(routes(10_000))
    const items = await client(server.bases.github).list(path, all)
    expect(items).toEqual(runs(10_000))
    expect(server.log).toHaveLength(100)
    expect(server.log[1]?.path).toMatch(
      /^\/api\/v3\/repositories\/\d+\/actions\/runs\?per_page=100&page=2$/,
    )
  })

  test('ends where there is enough', async () => {
    await using server = await replay(routes(1_000))
    const http = client(server.bases.github)
    expect(await http.list(path, { ...all, limit: 150 })).toEqual(runs(150))
    expect(server.log).toHaveLength(2)
    expect(await http.list(path, { ...all, limit: 0 })).toEqual([])
    expect(server.log).toHaveLength(2)
  })

  test('costs nothing the second time, where nothing has changed', async () => {
    await using server = await replay(routes(300))
    const http = client(server.bases.github)
    expect(await http.list(path, all)).toEqual(await http.list(path, all))
    expect(server.counted()).toBe(3)
  })

  test('is a fault where a page in its middle does not come in time', async () => {
    await using server = await replay(routes(1_000))
    const { clock, timeOut } = createEagerClock()
    server.fault('/api/v3/repositories', { kind: 'hang' }, { after: 3, times: 3 })
    const http = client(server.bases.github, {}, { clock })
    const fault = faultFrom(http.list(path, all))
    for (let hung = 1; hung <= 3; hung += 1) {
      await expect.poll(() => server.log.filter(({ status }) => status === null)).toHaveLength(hung)
      timeOut()
    }
    expect(await fault).toMatchObject({ kind: 'unavailable' })
    expect((await fault).message).toContain('no answer within 15 s')
  })

  test('is a fault where a page in its middle fails, and whole where that passes', async () => {
    await using server = await replay(routes(1_000))
    const http = client(server.bases.github, {}, { clock: createEagerClock().clock })
    server.fault('/api/v3/repositories', { kind: 'status', status: 500 }, { after: 3, times: 3 })
    expect(await faultFrom(http.list(path, all))).toMatchObject({ kind: 'unavailable' })
    server.fault('/api/v3/repositories', { kind: 'status', status: 500 }, { after: 3, times: 2 })
    expect(await http.list(path, all)).toHaveLength(1_000)
  })

  test('is a fault where it holds what was not promised', async () => {
    await using server = await replay(routes(10))
    server.fault('/api/v3/repos', { kind: 'null' })
    const ids = (answer: Answer) => {
      const page = read(answer)
      return { ...page, items: page.items.map(({ id }) => id) }
    }
    const http = client(server.bases.github)
    expect(await faultFrom(http.list(path, { ...all, read: ids }))).toMatchObject({
      kind: 'malformed',
    })
  })

  test('is a fault where it leads to another host, and that is not asked', async () => {
    const other = await serve(says({ workflow_runs: [] }))
    await using server = await replay(routes(300))
    server.fault('/api/v3/repositories', { kind: 'foreign_next', origin: other.url })
    expect(await faultFrom(client(server.bases.github).list(path, all))).toMatchObject({
      kind: 'foreign_host',
    })
    expect(other.heard).toHaveLength(0)
  })

  test('is a fault where it leads back, or on and on', async () => {
    const server = await serve(says([1]))
    const http = client(server.url)
    const circle = { ...asks(), limit: 1e6, read: () => ({ items: [1], next: '/x?page=2' }) }
    expect((await faultFrom(http.list('x', circle))).message).toContain('leads back')
    let page = 1
    const endless = { ...circle, read: () => ({ items: [1], next: `/x?page=${++page}` }) }
    expect((await faultFrom(http.list('x', endless))).message).toContain('more than 1000 pages')
    expect(page).toBe(1_001)
  })

  test('whose first page names itself as the next one is a fault', async () => {
    const server = await serve(says([1]))
    const itself = { ...asks(), limit: 1e6, read: ({ url }: Answer) => ({ items: [1], next: url }) }
    expect((await faultFrom(client(server.url).list('x?page=1', itself))).kind).toBe('malformed')
    expect(server.heard).toHaveLength(1)
  })

  test('that nobody waits for any more is given up', async () => {
    await using server = await replay(routes(1_000))
    const stop = new AbortController()
    const until = (answer: Answer) => {
      if (answer.url.includes('page=3')) stop.abort()
      return read(answer)
    }
    const asked = client(server.bases.github).list(path, {
      ...all,
      signal: stop.signal,
      read: until,
    })
    expect(await faultFrom(asked)).toMatchObject({ kind: 'aborted' })
    expect(server.log).toHaveLength(3)
  })
})
