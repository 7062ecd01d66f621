import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ConnectionId } from '../../../kernel/index.ts'
import { clock, type House, openHouse, type Person } from '../house.contract.ts'
import * as examples from './connection-examples.ts'

let house: House
let editor: Person
let viewer: Person
beforeAll(async () => {
  house = await openHouse()
  ;[editor, viewer] = [await house.person('admin'), await house.person('viewer')]
})
afterAll(() => house[Symbol.asyncDispose]())

const path = '/api/v1/connections'
let made = 0

async function make(differs: Record<string, unknown> = {}) {
  made += 1
  const json = { ...examples.draft, name: `github-${made}`, ...differs }
  const answer = await house.ask('POST', path, { as: editor, json })
  return {
    ...answer,
    at: `${path}/${answer.json.id}`,
    etag: answer.headers.get('etag') ?? '',
  }
}

describe('a connection', () => {
  test('is made, shown to viewers without its secrets, and removed', async () => {
    const one = await make({ name: 'shown' })
    expect(one.status).toBe(201)
    expect(one.headers.get('location')).toBe(one.at)
    expect(one.json).toMatchObject({
      name: 'shown',
      platform: 'github',
      url: 'https://api.github.com',
      config: { token: '***', webhook_secret: '***' },
      enabled: true,
      owned: false,
      rev: 1,
    })
    expect(one.text).not.toContain(examples.draft.config.token)
    const shown = await house.ask('GET', one.at, { as: viewer })
    expect(shown.json).toEqual(one.json)
    expect(shown.headers.get('etag')).toBe(one.etag)
    const list = await house.ask('GET', path, { as: viewer })
    expect(list.json.items.map(({ id }) => id)).toContain(one.json.id)
    expect((await house.ask('DELETE', one.at, { as: editor })).status).toBe(204)
    expect((await house.ask('GET', one.at, { as: viewer })).status).toBe(404)
  })

  test('says how it does, nothing at first', async () => {
    const one = await make()
    expect(one.json.state).toEqual({
      listed_at: null,
      refreshed_at: null,
      trouble: null,
      projects: { total: 0, filled: 0, failing: 0 },
      events: { waiting: 0, failed: 0, last_at: null },
      quota: null,
      calls: null,
      user: null,
    })
    const at = Date.UTC(2026, 11, 31, 14, 30)
    const trouble = { kind: 'rate_limited', message: 'wait', at, retryAt: at + 1_000 } as const
    const quota = { limit: 60, remaining: 0, resetAt: at + 60_000, usedUpAt: null }
    const calls = { calls: 9, unchanged: 3, limited: 1, failed: 0, pausedUntil: at + 1_000 }
    const id = one.json.id as ConnectionId
    await house.store.connections.note(id, { trouble, quota, calls, listedAt: at, user: 'bot' }, at)
    expect((await house.ask('GET', one.at, { as: viewer })).json.state).toMatchObject({
      listed_at: '2026-12-31T14:30:00Z',
      trouble: { kind: 'rate_limited', retry_at: '2026-12-31T14:30:01Z' },
      quota: { limit: 60, remaining: 0, reset_at: '2026-12-31T14:31:00Z' },
      calls: { total: 9, unchanged: 3, paused_until: '2026-12-31T14:30:01Z' },
      user: 'bot',
    })
  })

  test('is changed on the version that was read, and keeps the secrets that are not named', async () => {
    const { at, etag } = await make()
    const patch = (json: unknown, headers: Record<string, string> = {}) =>
      house.ask('PATCH', at, { as: editor, json, headers })
    expect((await patch({ enabled: false })).status).toBe(428)
    const off = await patch({ enabled: false }, { 'If-Match': etag })
    expect(off.json).toMatchObject({ enabled: false, rev: 2, config: { token: '***' } })
    const late = await patch({ enabled: true }, { 'If-Match': etag })
    expect([late.status, late.json.current_rev]).toEqual([412, 2])
    const json = { ...examples.draft, name: 'renamed', config: { token: '***' } }
    const headers = { 'If-Match': off.headers.get('etag') ?? '' }
    const put = await house.ask('PUT', at, { as: editor, json, headers })
    expect(put.json).toMatchObject({ name: 'renamed', enabled: true, rev: 3 })
    const { json: told } = await house.ask('GET', `${at}/webhook`, { as: editor })
    expect(told.secret).toMatch(/^whsec_/)
  })

  test.each([
    [{ platform: 'githup' }, 'platform', 'did you mean github?'],
    [{ config: {} }, 'config.token', 'is needed'],
    [{ config: { token: 'x', tokn: 'x' } }, 'config.tokn', 'token'],
    [{ name: '12' }, 'name', 'must not be a number'],
    [{ name: 'a/b' }, 'name', 'must be letters'],
    [{ colour: 'red' }, 'colour', 'is not a field of a connection'],
  ])('with %j is refused at %s', async (differs, field, words) => {
    const { status, json } = await make(differs)
    expect(status).toBe(422)
    expect(json.errors[0]?.field).toBe(field)
    expect(json.errors[0]?.message).toContain(words)
  })

  test('has a name of its own', async () => {
    await make({ name: 'taken' })
    const { status, json } = await make({ name: 'taken' })
    expect([status, json.errors[0]?.field]).toEqual([422, 'name'])
  })

  test('has its projects listed again when an editor says so', async () => {
    const { at, json } = await make()
    expect((await house.ask('POST', `${at}/refresh`, { as: viewer })).status).toBe(403)
    expect((await house.ask('POST', `${at}/refresh`, { as: editor })).status).toBe(202)
    const wants = await house.store.pipelines.wants(json.id as ConnectionId, 10)
    expect(wants).toMatchObject([{ connectionId: json.id, want: { kind: 'projects' } }])
    expect((await house.ask('POST', `${path}/999/refresh`, { as: editor })).status).toBe(404)
  })

  test('of the configuration file is changed only there', async () => {
    const { name, platform, config } = { ...examples.draft, name: 'filed' }
    const write = { actor: { userId: null, label: 'file', requestId: null }, at: clock.now() }
    const saved = await house.store.connections.create(
      { name, platform, config, enabled: true, owned: true },
      write,
    )
    if (saved.kind !== 'saved') throw new Error(saved.kind)
    const at = `${path}/${saved.connection.id}`
    expect((await house.ask('GET', at, { as: viewer })).json.owned).toBe(true)
    const { status, json } = await house.ask('DELETE', at, { as: editor })
    expect([status, json.code]).toEqual([409, 'conflict'])
  })
})
