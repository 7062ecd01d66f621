import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { addClaimed, failed, reportOf } from '../../../modules/checks/house.contract.ts'
import { type House, openHouse, type Person } from '../house.contract.ts'
import * as examples from './channel-examples.ts'

let house: House
let editor: Person
let viewer: Person
beforeAll(async () => {
  house = await openHouse()
  ;[editor, viewer] = [await house.person('editor'), await house.person('viewer')]
})
afterAll(() => house[Symbol.asyncDispose]())

const path = '/api/v1/channels'

async function make(differs: Record<string, unknown> = {}) {
  const json = { ...examples.draft, ...differs }
  const made = await house.ask('POST', path, { as: editor, json })
  return { ...made, at: `${path}/${made.json.id}`, etag: made.headers.get('etag') ?? '' }
}

/** Takes messages on a port of its own, and answers with a status. */
async function receiver(status: number) {
  const taken: unknown[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => {
      body += part.toString()
    })
    request.on('end', () => {
      taken.push(JSON.parse(body))
      response.writeHead(status).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { taken, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

describe('a channel', () => {
  test('is made, shown to viewers, and removed', async () => {
    const made = await make()
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toBe(made.at)
    expect(made.json).toMatchObject({ ...examples.draft, enabled: true, rev: 1 })
    const shown = await house.ask('GET', made.at, { as: viewer })
    expect(shown.json).toEqual(made.json)
    expect(shown.headers.get('etag')).toBe(made.etag)
    const list = await house.ask('GET', path, { as: viewer })
    expect(list.json.items.map(({ id }) => id)).toContain(made.json.id)
    expect((await house.ask('DELETE', made.at, { as: editor })).status).toBe(204)
    expect((await house.ask('GET', made.at, { as: viewer })).status).toBe(404)
  })

  test('is changed on the version that was read', async () => {
    const { at, etag } = await make()
    const patch = (json: unknown, headers: Record<string, string> = {}) =>
      house.ask('PATCH', at, { as: editor, json, headers })
    expect((await patch({ enabled: false })).status).toBe(428)
    const off = await patch({ enabled: false }, { 'If-Match': etag })
    expect(off.json).toMatchObject({ enabled: false, rev: 2, name: 'night watch', tags: ['shop'] })
    expect((await patch({ enabled: true }, { 'If-Match': etag })).status).toBe(412)
    const json = { ...examples.draft, tags: undefined, name: 'day watch' }
    const headers = { 'If-Match': off.headers.get('etag') ?? '' }
    const put = await house.ask('PUT', at, { as: editor, json, headers })
    expect(put.json).toMatchObject({ name: 'day watch', tags: [], enabled: true, rev: 3 })
  })

  test.each([
    [{ type: 'webhok' }, 'type', 'did you mean webhook?'],
    [{ config: {} }, 'config.url', 'is needed'],
    [{ config: { url: 'https://hooks.example', sekret: 'x' } }, 'config.sekret', 'secret'],
    [{ name: ' ' }, 'name', 'is needed'],
    [{ tags: ['no spaces please'] }, 'tags', 'is not a tag'],
    [{ colour: 'red' }, 'colour', 'is not a field of a channel'],
  ])('with %j is refused at %s', async (differs, field, words) => {
    const { status, json } = await make(differs)
    expect(status).toBe(422)
    expect(json.errors[0]?.field).toBe(field)
    expect(json.errors[0]?.message).toContain(words)
  })

  test('sends a test message at once, and says what became of it', async () => {
    const well = await receiver(204)
    const { at } = await make({ config: { url: well.url } })
    const tested = await house.ask('POST', `${at}/test`, { as: editor })
    expect(tested.json).toMatchObject({ result: 'delivered' })
    expect(well.taken).toMatchObject([{ kind: 'test', by: editor.email }])
    const ill = await receiver(404)
    const other = await make({ config: { url: ill.url } })
    const refused = await house.ask('POST', `${other.at}/test`, { as: editor })
    expect(refused.json).toMatchObject({ result: 'refused' })
    expect(String(refused.json.detail)).toContain('404')
  })
})

test('what was given up is listed, counted with its channel, and sent again on request', async () => {
  // Alone, because a message that is given up is told to the other channels.
  await using own = await openHouse()
  const [editor, viewer] = [await own.person('editor'), await own.person('viewer')]
  const made = await own.ask('POST', path, { as: editor, json: examples.draft })
  const at = `${path}/${made.json.id}`
  const claim = await addClaimed(own.store, { name: 'shop', failuresToDown: 1, tags: ['shop'] })
  await own.store.schedule.accept(reportOf(claim, failed))
  const now = Date.now()
  const { alerts } = own.store
  await alerts.react(now)
  for (const { id, attempt } of await alerts.claim(now, 10)) {
    const refused = { kind: 'refused', detail: 'answered 404', pauseUntil: null } as const
    const next = { kind: 'dead', reason: 'refused' } as const
    await alerts.settleAttempt({ id, attempt, at: now, ...refused, next })
  }
  const list = await own.ask('GET', `${at}/deliveries`, { as: viewer })
  expect(list.json.items).toMatchObject([
    { kind: 'change', title: 'shop is down', state: 'dead', attempts: 1, detail: 'answered 404' },
  ])
  expect((await own.ask('GET', at, { as: viewer })).json).toMatchObject({ due: 0, dead: 1 })
  const replay = `/api/v1/deliveries/${list.json.items[0]?.id}/replay`
  expect((await own.ask('POST', replay, { as: viewer })).status).toBe(403)
  expect((await own.ask('POST', replay, { as: editor })).status).toBe(202)
  expect((await own.ask('POST', replay, { as: editor })).status).toBe(404)
  expect((await own.ask('GET', at, { as: viewer })).json).toMatchObject({ due: 1, dead: 0 })
})
