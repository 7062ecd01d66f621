import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { formOf } from './form.contract.ts'
import { type House, openHouse, type Person } from './house.contract.ts'

async function open(): Promise<House> {
  const house = await openHouse()
  onTestFinished(() => house[Symbol.asyncDispose]())
  return house
}

const leadsTo = (response: Response) => [response.status, response.headers.get('location')]
const actor = { userId: null, label: 'test', requestId: null }

/** A receiver that answers the same each time. @returns its address */
async function receiver(status: number): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end('<what it says>'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** Adds a channel as a person does: by the form of its page. */
async function add(house: House, as: Person, type: string, typed: Record<string, string>) {
  const page = await house.read(`/channels/new?type=${type}`, { as })
  const form = { ...formOf(page, '/channels'), ...typed }
  return house.ask('POST', '/channels', { as, form })
}

const hook = (url = 'https://hooks.example/night') => ({ name: 'night watch', 'config.url': url })

/** A service goes down, and the message about it comes to this. */
async function tell(house: House, kind: 'failed' | 'refused'): Promise<void> {
  const api = { name: '<api>', url: 'https://api.example.com/', failures_to_down: 1 }
  const { value } = await house.services.create(api, actor)
  const now = Date.now()
  const { schedule, alerts } = house.store
  const { claims } = await schedule.claim({
    now: now + 6_000,
    startedAt: 0,
    jumped: false,
    limit: 10,
    defaultTimeoutMs: 10_000,
  })
  const claim = claims.find(({ check }) => check.serviceId === value.id)
  if (claim === undefined) throw new Error('the check was not claimed')
  await schedule.accept({
    checkRev: claim.check.rev,
    outcome: {
      kind: 'result',
      checkId: claim.check.id,
      slot: claim.slot,
      status: 'down',
      reason: 'timeout',
      message: 'no answer',
      phases: { dnsMs: 1, connectMs: 2, tlsMs: null, firstByteMs: 3, totalMs: 40 },
      checkedAt: claim.slot,
    },
  })
  await alerts.react(now)
  const nexts = {
    failed: { kind: 'retry', dueAt: Date.UTC(2031, 0, 1, 12, 34, 56) },
    refused: { kind: 'dead', reason: 'refused' },
  } as const
  for (const { id, attempt } of await alerts.claim(now, 10)) {
    const next = nexts[kind]
    const detail = 'answered <404>'
    await alerts.settleAttempt({ id, attempt, at: now, kind, detail, next, pauseUntil: null })
  }
}

test('a channel is added by its form, and stands in the list with where it goes', async () => {
  const house = await open()
  const as = await house.person('editor')
  expect(await house.read('/channels', { as })).toContain('nobody is told of anything')
  const made = await add(house, as, 'webhook', { ...hook(), tags: 'shop' })
  expect(leadsTo(made)).toEqual([303, '/channels/1?done=added'])
  const page = await house.read('/channels/1?done=added', { as })
  expect(page).toContain('The channel is added.')
  const list = await house.read('/channels', { as })
  expect(list).toContain('Webhook at https://hooks.example<')
  expect(list).toContain('<td data-label="hears of">shop</td>')
  expect(list).toContain('none yet')
})

test.each([
  [
    'smtp',
    { 'config.host': 'mail.example', 'config.from': 'a@example.com' },
    'mail.example:587, starttls',
  ],
  ['slack', { 'config.url': 'https://hooks.slack.example/T0/secret' }, 'a secret address'],
])('the list says of %s no more than may be known', async (type, typed, place) => {
  const house = await open()
  const as = await house.person('editor')
  const settings = { name: 'night', ...typed, ...(type === 'smtp' && { 'config.to': 'b@c.de' }) }
  expect((await add(house, as, type, settings)).status).toBe(303)
  const list = await house.read('/channels', { as })
  expect(list).toContain(` at ${place}<`)
  expect(list).not.toContain('T0/secret')
})

test('settings of many lines are kept, and shown as they were typed', async () => {
  const house = await open()
  const as = await house.person('editor')
  await add(house, as, 'webhook', { ...hook(), 'config.headers': 'X-A: 1\r\nX-B: a, b; c' })
  const page = await house.read('/channels/1', { as })
  expect(formOf(page, '/channels/1')['config.headers']).toBe('X-A: 1\nX-B: a, b; c')
  const to = 'ann@example.com\r\nbob@example.com, eve@example.com'
  const mail = { name: 'mail', 'config.host': 'm.example', 'config.from': 'a@b.de' }
  await add(house, as, 'smtp', { ...mail, 'config.to': to })
  const second = formOf(await house.read('/channels/2', { as }), '/channels/2')
  expect(second['config.to']).toBe('ann@example.com\nbob@example.com\neve@example.com')
})

describe('what is wrong', () => {
  test('stands at its field, with what was typed', async () => {
    const house = await open()
    const as = await house.person('editor')
    const refused = await add(house, as, 'webhook', hook('ftp://<hooks>'))
    expect(refused.status).toBe(422)
    const page = await refused.text()
    expect(page).toContain('value="ftp://&lt;hooks&gt;"')
    expect(page).toMatch(/id="f-config\.url"[^>]* aria-invalid="true"/)
    expect(page).toContain('href="#f-config.url"')
  })

  test('with one of several addresses stands at all of them, and names it', async () => {
    const house = await open()
    const as = await house.person('editor')
    const mail = { name: 'mail', 'config.host': 'm.example', 'config.from': 'a@b.de' }
    const refused = await add(house, as, 'smtp', { ...mail, 'config.to': 'a@b.de\neve' })
    expect(refused.status).toBe(422)
    const page = await refused.text()
    expect(page).toMatch(/id="f-config\.to"[^>]* aria-invalid="true"/)
    expect(page).toContain('To has &quot;eve&quot;, which is not like name@example.com')
  })
})

test('what somebody else saved meanwhile is not overwritten unseen', async () => {
  const house = await open()
  const as = await house.person('editor')
  await add(house, as, 'webhook', hook())
  const form = formOf(await house.read('/channels/1', { as }), '/channels/1')
  const save = (differs: Record<string, string>) =>
    house.ask('POST', '/channels/1', { as, form: { ...form, ...differs } })
  expect((await save({ name: 'theirs' })).status).toBe(303)
  const refused = await save({ name: 'ours' })
  expect(refused.status).toBe(422)
  const again = formOf(await refused.text(), '/channels/1')
  expect(again).toMatchObject({ name: 'ours', rev: '2' })
  expect((await save(again)).status).toBe(303)
  expect(await house.read('/channels', { as })).toContain('<b>ours</b>')
})

test.each([
  [204, 'The test message was taken: answered 204'],
  [503, 'The test message was not taken, and may be later: answered 503'],
  [404, 'The test message was refused: answered 404'],
])(
  'a test that is answered with %i says so, and nothing else of the answer',
  async (status, words) => {
    const house = await open()
    const as = await house.person('editor')
    await add(house, as, 'webhook', hook(await receiver(status)))
    const page = await (await house.ask('POST', '/channels/1/test', { as })).text()
    expect(page).toContain(words)
    expect(page).not.toContain('what it says')
  },
)

describe('its latest messages', () => {
  test('say when the next attempt is', async () => {
    const house = await open()
    const as = await house.person('editor')
    await add(house, as, 'webhook', hook())
    await tell(house, 'failed')
    const page = await house.read('/channels/1', { as })
    expect(page).toContain('&lt;api&gt;: down')
    expect(page).toContain('on its way: answered &lt;404&gt;; again at 12:34:56 UTC')
    expect(page).not.toContain('/replay"')
    expect(await house.read('/channels', { as })).toContain('1 on the way')
  })

  test('that were given up are counted, and sent again by a button', async () => {
    const house = await open()
    const as = await house.person('editor')
    await add(house, as, 'webhook', hook())
    await tell(house, 'refused')
    expect(await house.read('/channels', { as })).toContain('1 given up')
    const page = await house.read('/channels/1', { as })
    const action = /action="(\/channels\/1\/deliveries\/\d+\/replay)"/.exec(page)?.[1] ?? ''
    const sent = await house.ask('POST', action, { as })
    expect(leadsTo(sent)).toEqual([303, '/channels/1?done=replayed#deliveries'])
    const after = await house.read('/channels/1?done=replayed', { as })
    expect(after).toContain('The message is on its way again.')
    expect(after).not.toContain('/replay"')
  })
})

test('a channel is removed by its form', async () => {
  const house = await open()
  const as = await house.person('editor')
  await add(house, as, 'webhook', hook())
  const removed = await house.ask('POST', '/channels/1/delete', { as })
  expect(leadsTo(removed)).toEqual([303, '/channels?done=removed'])
  expect(await house.read('/channels', { as })).not.toContain('night watch')
  expect((await house.ask('GET', '/channels/1', { as })).status).toBe(404)
})

test('viewers look and change nothing', async () => {
  const house = await open()
  await add(house, await house.person('admin'), 'webhook', hook())
  await tell(house, 'refused')
  const as = await house.person('viewer')
  for (const path of ['/channels', '/channels/1']) {
    const page = await house.read(path, { as })
    expect(page).toContain('night watch')
    expect(page).not.toMatch(/action="\/channels/)
  }
  const posts = ['', '/1', '/1/test', '/1/delete', '/1/deliveries/1/replay']
  for (const path of posts) {
    expect((await house.ask('POST', `/channels${path}`, { as })).status).toBe(403)
  }
  expect((await house.ask('GET', '/channels/new', { as })).status).toBe(403)
})
