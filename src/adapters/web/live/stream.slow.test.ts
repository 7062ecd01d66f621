import { describe, expect, onTestFinished, test } from 'vitest'
import type { Clock, ServiceId } from '../../../kernel/index.ts'
import { clock, openHouse } from '../house.contract.ts'
import { openTab, type Tab, targetsOf } from './tab.contract.ts'

const actor = { userId: null, label: 'test', requestId: null }
const api = { name: 'api', url: 'https://api.example.com/health' }

/** A second lasts 25 milliseconds. */
const quick: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now() * 40,
  sleep: (ms, signal) => clock.sleep(ms / 40, signal),
}

/** Where a message changes rows. */
const rowTargetsOf = (message: Parameters<typeof targetsOf>[0]): string[] =>
  targetsOf(message).filter((target) => target.includes('#svc-'))

const appended = (id: number) => expect.stringMatching(`^beforeend #services-body.*#svc-${id}`)

/** A house with a server, somebody who may look, and one service. */
async function open(differs: Parameters<typeof openHouse>[0] = {}) {
  const house = await openHouse(differs)
  onTestFinished(() => house[Symbol.asyncDispose]())
  const admin = await house.person('admin')
  const url = await house.listen()
  await house.ask('POST', '/services', { as: admin, form: api })
  const since = async () =>
    Number(/since=(\d+)/.exec(await house.read('/', { as: admin }))?.[1] ?? Number.NaN)

  async function tab(query: string, how: { lastEventId?: string } = {}): Promise<Tab> {
    const opened = await openTab(url, { as: admin, query, ...how })
    onTestFinished(() => opened[Symbol.asyncDispose]())
    return opened
  }

  async function setPaused(paused: boolean, id = 1): Promise<void> {
    const { rev } = await house.services.get(id as ServiceId)
    const change = { input: { paused }, expectedRev: rev }
    await house.services.patch(id as ServiceId, change, actor)
  }
  return { ...house, url, admin, since, tab, setPaused }
}

describe('the stream', () => {
  test('begins with a sign of life, and is neither cached, gathered up nor packed', async () => {
    const { tab, since } = await open()
    const { response, next } = await tab(`since=${await since()}`)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': 'request-0001',
    })
    expect(response.headers.get('content-encoding')).toBeNull()
    expect(await next(() => true)).toMatchObject({ event: 'hb', retry: 500 })
  })

  test('brings a change as soon as it is committed, drawn as the page draws it', async () => {
    const { tab, since, setPaused, read, admin } = await open()
    const { change } = await tab(`t=health,svc&since=${await since()}`)
    await setPaused(true)
    const message = await change()
    expect(targetsOf(message)).toEqual(
      expect.arrayContaining(['outerMorph #p-health', 'outerMorph #banner', 'outerMorph #svc-1']),
    )
    expect(Number(message.id)).toBe(await since())
    const [row = ''] = /<tr id="svc-1".*?<\/tr>/s.exec(message.data) ?? []
    expect(row).toContain('data-status="paused"')
    expect(await read('/', { as: admin })).toContain(row)
  })

  test('appends what was created and takes away what was deleted', async () => {
    const { tab, since, services } = await open()
    const { change } = await tab(`t=svc&since=${await since()}`)
    const { value } = await services.create({ ...api, name: 'shop' }, actor)
    expect(rowTargetsOf(await change())).toEqual(['outerMorph #svc-2', appended(2)])
    await services.remove(value.id, actor)
    expect(rowTargetsOf(await change())).toEqual(['delete #svc-2'])
  })

  test('brings a tab that was away what it missed, once', async () => {
    const { tab, since, setPaused, services } = await open()
    const missed = await since()
    await setPaused(true)
    await setPaused(false)
    const { seq } = await services.create({ ...api, name: 'shop' }, actor)
    const { change } = await tab(`t=svc&since=0`, { lastEventId: String(missed) })
    const message = await change()
    expect(rowTargetsOf(message)).toEqual(['outerMorph #svc-1', 'outerMorph #svc-2', appended(2)])
    expect(Number(message.id)).toBeGreaterThanOrEqual(seq)
  })

  test('brings nothing to a tab that has everything', async () => {
    const { tab, since, setPaused } = await open({ clock: quick })
    const { next } = await tab(`t=health,svc&since=${await since()}`)
    const first = await next(({ event, retry }) => event !== 'ver' && retry === null)
    expect(first).toMatchObject({ event: 'hb', id: String(await since()) })
    await setPaused(true)
  })

  test('brings the page of a service its head, and its form the news of another version', async () => {
    const { tab, since, setPaused, services } = await open()
    const { change } = await tab(`t=one:1&since=${await since()}`)
    await setPaused(true)
    expect(targetsOf(await change())).toEqual([
      'outerMorph #svc-1-head',
      'outerMorph form:not([data-version="2"]) #svc-1-notice',
    ])
    await services.remove(1 as ServiceId, actor)
    const gone = await change()
    expect(targetsOf(gone)).toContain('outerMorph #svc-1-head')
    expect(gone.data).toContain('This service was deleted.')
  })

  test('leaves out rows that the page does not show', async () => {
    const { tab, since, setPaused, services } = await open()
    await services.create({ ...api, name: 'shop' }, actor)
    const { change } = await tab(`t=svc:2&since=${await since()}`)
    await setPaused(true, 1)
    await setPaused(true, 2)
    const targets = rowTargetsOf(await change())
    expect(targets).toContain('outerMorph #svc-2')
    expect(targets.filter((target) => target.includes('#svc-1'))).toEqual([])
  })

  test('lives on without changes', async () => {
    const { tab, since } = await open({ clock: quick })
    const { event } = await tab(`since=${await since()}`)
    await event('hb')
    const beat = await event('hb')
    expect(JSON.parse(beat.data)).toEqual({ seq: expect.any(Number), t: expect.any(Number) })
  })

  test('says when the store is away, and when it is back', async () => {
    const { tab, since, outage } = await open()
    const { change } = await tab(`t=health,svc&since=${await since()}`)
    outage.isOn = true
    const lost = await change()
    expect(targetsOf(lost)).toEqual(['outerMorph #banner'])
    expect(lost.data).toContain('The database cannot be reached')
    outage.isOn = false
    expect((await change()).data).toContain('data-state="warn"')
  })

  test('shows out whoever may no longer look', async () => {
    const { tab, since, guard } = await open({ clock: quick })
    const opened = await tab(`since=${await since()}`)
    guard.mayLook = false
    expect(JSON.parse((await opened.event('bye')).data)).toEqual({ why: 'signed-out' })
    await opened.end()
  })

  test('takes back what an earlier stream said of the store', async () => {
    const { url, admin, since } = await open()
    const lastEventId = String(await since())
    const back = await openTab(url, { as: admin, query: 't=health', lastEventId })
    onTestFinished(() => back[Symbol.asyncDispose]())
    expect(targetsOf(await back.change())).toEqual(['outerMorph #banner'])
  })

  test('takes back what a page said of the store, that was drawn while it was away', async () => {
    const { outage, read, admin, tab, since } = await open()
    const { change } = await tab(`t=health&since=${await since()}`)
    outage.isOn = true
    await change()
    const page = await read('/', { as: admin })
    expect(page).toContain('data-state="stale"')
    expect(page).toMatch(/hx-sse:connect="[^"]*since=0~\d+"/)
  })

  test('ends at once for a page that was drawn for another role', async () => {
    const { url, admin, since } = await open()
    const opened = await openTab(url, { as: admin, query: `as=viewer&since=${await since()}` })
    expect(JSON.parse((await opened.event('bye')).data)).toEqual({ why: 'access' })
    await opened.end()
  })

  test('ends for whoever has got another role', async () => {
    const { url, since, identity, person } = await open({ clock: quick })
    const viewer = await person('viewer')
    const opened = await openTab(url, { as: viewer, query: `since=${await since()}` })
    onTestFinished(() => opened[Symbol.asyncDispose]())
    await opened.event('ver')
    const { items } = await identity.accounts.list({ page: 1, limit: 10 })
    const account = items.find(({ email }) => email === viewer.email)
    if (account === undefined) throw new Error('there is no such account')
    const admin = items.find(({ role }) => role === 'admin')
    const user = {
      kind: 'user',
      userId: admin?.id ?? account.id,
      email: 'admin@example.com',
    } as const
    const by = {
      user: { ...user, role: 'admin', via: 'cookie', sessionId: null, tokenId: null },
    } as const
    const change = { input: { role: 'editor' }, expectedRev: account.rev }
    await identity.accounts.changeAccess(account.id, change, { ...by, requestId: null })
    expect(JSON.parse((await opened.event('bye')).data)).toEqual({ why: 'access' })
    await opened.end()
  })

  test('names the scripts and styles of its version', async () => {
    const { tab, since, read, admin } = await open()
    const { data } = await (await tab(`since=${await since()}`)).event('ver')
    const [script = '', style = ''] = JSON.parse(data).version.split(' ')
    const page = await read('/', { as: admin })
    expect(page).toContain(`src="${script}"`)
    expect(page).toContain(`href="${style}"`)
  })

  test('tells a tab of another database to load anew', async () => {
    const { tab } = await open({ clock: quick })
    const { event } = await tab('since=999999999')
    await event('reset')
  })

  test('says good-bye when the process stops, and when to come back', async () => {
    const { tab, since, stop } = await open()
    const opened = await tab(`since=${await since()}`)
    stop()
    expect(await opened.event('drain')).toMatchObject({ retry: 1_000 })
    await opened.end()
  })

  test('is refused when there are too many, and admitted again when one has gone', async () => {
    const { url, admin, since } = await open({ streams: 1 })
    const query = `since=${await since()}`
    const first = await openTab(url, { as: admin, query })
    const second = await openTab(url, { as: admin, query })
    expect(second.response.status).toBe(429)
    expect(Number(second.response.headers.get('retry-after'))).toBeGreaterThan(0)
    await first[Symbol.asyncDispose]()
    let again = await openTab(url, { as: admin, query })
    while (again.response.status === 429) again = await openTab(url, { as: admin, query })
    expect(again.response.status).toBe(200)
    await again[Symbol.asyncDispose]()
  })

  test('is refused to a user who has too many, and to nobody else', async () => {
    const { url, admin, since, person } = await open({ streamsOfUser: 1 })
    const query = `since=${await since()}`
    const other = await person('viewer')
    const first = await openTab(url, { as: admin, query })
    const second = await openTab(url, { as: admin, query })
    const theirs = await openTab(url, { as: other, query })
    expect(second.response.status).toBe(429)
    expect(Number(second.response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await second.response.text()).toContain('1 live page')
    expect(theirs.response.status).toBe(200)
    for (const tab of [first, theirs]) await tab[Symbol.asyncDispose]()
  })

  test('answers HEAD with its headers only', async () => {
    const { url, admin } = await open()
    const headers = { Cookie: admin.cookie }
    const response = await fetch(`${url}/stream`, { method: 'HEAD', headers })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
  })
})
