import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Service } from '../../../modules/services/index.ts'
import { clock, type House, openHouse } from '../house.contract.ts'
import type { WebOptions } from '../index.ts'
import { listenTo } from './tab.contract.ts'

const actor = { userId: null, label: 'test', requestId: null }
const patience = { timeout: 10_000, interval: 50 }

async function open(status: Partial<WebOptions['status']> = {}, rest: Partial<WebOptions> = {}) {
  const house = await openHouse({
    status: { title: 'Example', tags: ['public'], folder: null, ...status },
    ...rest,
  })
  onTestFinished(() => house[Symbol.asyncDispose]())
  return house
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pharos-status-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'status')
}

let made = 0
async function add(house: House, name: string, tags: readonly string[] = ['public']) {
  made += 1
  const url = `https://canary-target-${made}.example.com/canary-path?key=canary-key`
  return (await house.services.create({ name, url, tags }, actor)).value
}

const change = (house: House, { id, rev }: Service, input: object) =>
  house.services.patch(id, { input, expectedRev: rev }, actor)

const documentOf = async (house: House) => JSON.parse(await house.read('/status.json'))
const namesOf = async (house: House): Promise<string[]> =>
  (await documentOf(house)).services.map(({ name }: { name: string }) => name)
const shows = (house: House, ...names: string[]) =>
  expect.poll(() => namesOf(house), patience).toEqual(names)

describe('what is public', () => {
  test('is nothing until a service has the tag, and then that service alone', async () => {
    const house = await open()
    await add(house, 'inner', ['prod'])
    await expect
      .poll(() => house.read('/status'), patience)
      .toContain('No services are published here yet')
    expect(await house.read('/status')).not.toContain('inner')
    await add(house, 'api', ['prod', 'public'])
    await shows(house, 'api')
    const page = await house.read('/status')
    expect(page).toContain('>api<')
    expect(page).not.toContain('inner')
  })

  test('ends as soon as the tag is taken away', async () => {
    const house = await open()
    const api = await add(house, 'api')
    await add(house, 'web')
    await shows(house, 'api', 'web')
    await change(house, api, { tags: [] })
    await shows(house, 'web')
    for (const path of ['/status', '/status.atom'])
      expect(await house.read(path)).not.toContain('api')
  })

  test('is a golden list of fields, and no canary of any other', async () => {
    const house = await open({ tags: ['web', 'public'] })
    await add(house, 'api', ['canary-tag', 'public', 'web'])
    await add(house, 'canary-private', ['canary-tag'])
    await shows(house, 'api')
    const document = await documentOf(house)
    const [service] = document.services
    expect(Object.keys(document)).toEqual([
      ...['version', 'title', 'as_of', 'stale', 'overall', 'total', 'services', 'maintenance'],
    ])
    expect(Object.keys(service)).toEqual([
      ...['id', 'name', 'group', 'state', 'since', 'uptime', 'badge'],
    ])
    expect(Object.keys(service.uptime)).toEqual(['latest_checks', 'day', 'week', 'month'])
    expect(service).toMatchObject({ name: 'api', group: 'web', state: 'UNKNOWN' })
    const paths = ['/status', '/status.json', '/status.atom', service.badge]
    for (const path of paths) expect(await house.read(path), path).not.toContain('canary')
    expect(await house.read('/status/parts', { hx: true })).not.toContain('canary')
  })
})

describe('the public page', () => {
  test('sets no cookie, has nothing of the app around it and asks nobody to log in', async () => {
    const house = await open()
    await add(house, 'api')
    await shows(house, 'api')
    for (const as of [undefined, await house.person('admin')]) {
      const page = await house.ask('GET', '/status', { as })
      expect(page.status).toBe(200)
      expect(page.headers.get('set-cookie')).toBeNull()
      expect(page.headers.get('vary')).toBe('Accept-Encoding')
      const text = await page.text()
      expect(text).not.toContain('admin@example.com')
      expect(text).not.toMatch(/href="\/(login|settings|services|account)/)
    }
  })

  test('is packed, kept by caches for a moment, and not sent twice', async () => {
    const house = await open()
    for (const i of [1, 2, 3]) await add(house, `api ${i}`)
    await shows(house, 'api 1', 'api 2', 'api 3')
    const plain = await house.ask('GET', '/status')
    expect(plain.headers.get('cache-control')).toBe('public, max-age=15')
    const text = await plain.text()
    for (const [accepted, unpack] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const headers = { 'Accept-Encoding': accepted }
      const packed = await house.ask('GET', '/status', { headers })
      expect(packed.headers.get('content-encoding')).toBe(accepted)
      expect(unpack(await packed.arrayBuffer()).toString()).toBe(text)
    }
    const tag = plain.headers.get('etag') ?? ''
    const headers = { 'If-None-Match': `"other", ${tag}` }
    const again = await house.ask('GET', '/status', { headers })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
  })

  test('asks by itself for its parts; who opens their address gets the page', async () => {
    const house = await open()
    await add(house, 'api')
    await shows(house, 'api')
    const parts = await house.read('/status/parts', { hx: true })
    expect(parts).toMatch(/^<hx-partial hx-target="#st-banner"/)
    const opened = await house.ask('GET', '/status/parts')
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/status'])
  })

  test('is not there where the configuration says so', async () => {
    const house = await openHouse({ status: null })
    onTestFinished(() => house[Symbol.asyncDispose]())
    for (const path of ['/status', '/status.json', '/status/stream', '/status/badge/1.svg']) {
      expect((await house.ask('GET', path)).status, path).toBe(404)
    }
  })
})

describe('a badge', () => {
  test('of a private service is the same as of one that is not there', async () => {
    const house = await open()
    const { id } = await add(house, 'inner', [])
    await add(house, 'api')
    await shows(house, 'api')
    const all = async (path: string) => {
      const answer = await house.ask('GET', path)
      return [answer.status, [...answer.headers], await answer.text()]
    }
    const unknown = await all('/status/badge/999999.svg')
    expect(unknown[0]).toBe(404)
    for (const key of [
      `${id}.svg`,
      'inner.svg',
      `${id}.svg?metric=uptime`,
      'api',
      '.svg',
      'api.png',
    ]) {
      expect(await all(`/status/badge/${key}`), key).toEqual(unknown)
    }
  })

  test('runs nothing and is what it says', async () => {
    const house = await open()
    await add(house, 'My API')
    await shows(house, 'My API')
    const badge = await house.ask('GET', '/status/badge/my-api.svg')
    expect(badge.status).toBe(200)
    expect(badge.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8')
    expect(badge.headers.get('x-content-type-options')).toBe('nosniff')
    expect(badge.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    )
    const headers = { 'If-None-Match': badge.headers.get('etag') ?? '' }
    expect((await house.ask('GET', '/status/badge/my-api.svg', { headers })).status).toBe(304)
    expect(await house.read('/status/badge/my-api.svg?metric=uptime')).toContain('no data')
  })
})

describe('the feed', () => {
  test('has what the journal has of public services', async () => {
    const house = await open()
    const api = await add(house, 'api')
    await add(house, 'inner', [])
    await change(house, api, { paused: true })
    await expect.poll(() => house.read('/status.atom'), patience).toContain('<entry>')
    const feed = await house.ask('GET', '/status.atom')
    expect(feed.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
    const text = await feed.text()
    expect(text).toContain('<title>api: Paused</title>')
    expect(text).not.toContain('inner')
  })
})

describe('what other rooms know', () => {
  test('stands on the page: uptime, days and planned work', async () => {
    const days = [1, 0.5, null]
    const house = await open({
      uptime: {
        uptimeOf: async (ids) =>
          new Map(ids.map((id) => [id, { day: 1, week: 0.999, month: 0.9876, days }])),
      },
      maintenance: {
        windows: async () => [
          { startsAt: clock.now() - 1_000, endsAt: null, covers: (id) => id === 1 },
          { startsAt: clock.now() - 9_000, endsAt: clock.now() - 1_000, covers: () => true },
          { startsAt: clock.now() + 9_000, endsAt: null, covers: (id) => id === 2 },
        ],
      },
    })
    await add(house, 'api')
    await add(house, 'inner', [])
    await expect.poll(() => house.read('/status'), patience).toContain('98.76 % up in 2 days')
    const document = await documentOf(house)
    expect(document.overall).toEqual({ state: 'MAINTENANCE', text: 'Maintenance is under way' })
    expect(document.services[0]).toMatchObject({ state: 'MAINTENANCE', uptime: { week: 0.999 } })
    expect(document.maintenance).toMatchObject([{ active: true, services: ['api'], ends_at: null }])
    expect(await house.read('/status')).toContain('Last 3 days: 1 without an outage, 1 with one')
  })

  test('takes nothing away where it cannot be read', async () => {
    const house = await open({ uptime: { uptimeOf: () => Promise.reject(new Error('away')) } })
    await add(house, 'api')
    await shows(house, 'api')
  })
})

describe('while the database is away', () => {
  test('the page is served, and says of when it is', async () => {
    const house = await open()
    await add(house, 'api')
    await shows(house, 'api')
    house.outage.isOn = true
    await expect.poll(async () => (await documentOf(house)).stale, patience).toBe(true)
    expect((await documentOf(house)).overall.state).toBe('UNKNOWN')
    const page = await house.read('/status')
    expect(page).toContain('The current status is not known')
    expect(page).toContain('Newer data cannot be read. What stands here is from <time')
    expect(page).toContain('>api<')
    expect(await house.read('/status/badge/api.svg')).toContain('>unknown<')
    house.outage.isOn = false
    await expect.poll(async () => (await documentOf(house)).stale, patience).toBe(false)
  })

  test('what a former process knew is served from its files', async () => {
    const folder = newFolder()
    const first = await open({ folder })
    await add(first, 'api')
    await shows(first, 'api')
    await expect.poll(() => readdirSync(folder), patience).toContain('snapshot.json')
    await expect
      .poll(() => readFileSync(join(folder, 'snapshot.json'), 'utf8'), patience)
      .toContain('"api"')
    first.stop()

    const views = { all: () => Promise.reject(new Error('away')), some: async () => [] }
    const second = await open({ folder }, { views })
    expect((await second.ask('GET', '/status')).status).toBe(503)
    await second.web.prepare()
    const page = await second.ask('GET', '/status')
    expect(page.status).toBe(200)
    const text = await page.text()
    expect(text).toContain('>api<')
    expect(text).toContain('Newer data cannot be read')
    expect(readdirSync(folder).toSorted()).toEqual([
      ...['index.html', 'snapshot.json', 'status.atom', 'status.json'],
    ])
  })

  test('nothing is served of a tag that is not public any more, nor from a file that is no snapshot', async () => {
    const folder = newFolder()
    const first = await open({ folder })
    await add(first, 'api')
    await shows(first, 'api')
    await expect
      .poll(() => readFileSync(join(folder, 'snapshot.json'), 'utf8'), patience)
      .toContain('"api"')
    first.stop()
    const views = { all: () => Promise.reject(new Error('away')), some: async () => [] }
    const second = await open({ folder, tags: ['other'] }, { views })
    await second.web.prepare()
    expect((await second.ask('GET', '/status')).status).toBe(503)
    writeFileSync(join(folder, 'snapshot.json'), '{"services":[{"url":"x"}]}')
    const third = await open({ folder }, { views })
    await third.web.prepare()
    const page = await third.ask('GET', '/status')
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await page.text()).toContain('The current status is not known')
  })

  test('a folder that cannot be written takes nothing from the page', async () => {
    const folder = newFolder()
    writeFileSync(folder, 'a file stands where the folder would be')
    const house = await open({ folder })
    await add(house, 'api')
    await shows(house, 'api')
  })
})

describe('the stream', () => {
  test('brings what changed to who shows the page, without a log-in', async () => {
    const house = await open()
    const api = await add(house, 'api')
    await shows(house, 'api')
    const page = await house.read('/status')
    const since = /since=([\w-]+)/.exec(page)?.[1]
    await using tab = await listenTo(await house.listen(), `/status/stream?since=${since}`)
    expect(tab.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    await change(house, api, { paused: true })
    await expect.poll(tab.text, patience).toContain('Paused')
    expect(tab.text()).toContain('hx-target="#st-1"')
    expect(tab.text()).not.toContain('hx-target="#st-list"')
    expect(tab.text()).not.toContain('canary')
  })

  test('brings a page that is older all of it', async () => {
    const house = await open()
    await add(house, 'api')
    await shows(house, 'api')
    await using tab = await listenTo(await house.listen(), '/status/stream?since=old')
    await expect.poll(tab.text, patience).toContain('hx-target="#st-list"')
  })

  test('is refused when there are too many, until one of them leaves', async () => {
    const house = await open({ streams: 2, streamsOfAddress: 1 })
    const origin = await house.listen()
    const first = await listenTo(origin, '/status/stream')
    const refused = await fetch(`${origin}/status/stream`)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('60')
    expect(await refused.text()).toContain('Too many live pages are open')
    await first[Symbol.asyncDispose]()
    const again = async () => {
      const answer = await fetch(`${origin}/status/stream`)
      await answer.body?.cancel()
      return answer.status
    }
    await expect.poll(again, patience).toBe(200)
  })

  test('says good-bye when the process stops', async () => {
    const house = await open()
    await using tab = await listenTo(await house.listen(), '/status/stream')
    house.stop()
    await expect.poll(tab.text, patience).toContain('event: drain')
    await tab.ended
  })
})
