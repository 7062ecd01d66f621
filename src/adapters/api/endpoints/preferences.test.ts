import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../house.contract.ts'
import * as channels from './channel-examples.ts'
import * as examples from './preferences-examples.ts'

let house: House
let admin: Person
beforeAll(async () => {
  house = await openHouse()
  admin = await house.person('admin')
})
afterAll(() => house[Symbol.asyncDispose]())

const path = '/api/v1/preferences'
let people = 0

/** Somebody who has saved nothing yet. */
async function somebody() {
  people += 1
  const as = await house.person('viewer', `viewer-${people}@example.com`)
  const put = (json: unknown, etag?: string) =>
    house.ask('PUT', path, {
      as,
      json,
      ...(etag !== undefined && { headers: { 'If-Match': etag } }),
    })
  return { as, put, get: () => house.ask('GET', path, { as }) }
}

describe('preferences', () => {
  test('of somebody who has saved none are what holds for everybody', async () => {
    const { as, get } = await somebody()
    const { status, json, headers } = await get()
    expect(status).toBe(200)
    const { notifications } = examples.untouched
    expect(json).toEqual({
      ...examples.untouched,
      notifications: { ...notifications, names: [as.email] },
    })
    expect(headers.get('etag')).toBe(`"prf-${as.id}-r0"`)
  })

  test('are replaced on the version that was read, and are one’s own', async () => {
    const { as, get, put } = await somebody()
    expect((await put(examples.draft)).status).toBe(428)
    const first = await put(examples.draft, `"prf-${as.id}-r0"`)
    expect(first.json).toMatchObject({
      ...examples.draft,
      layout: { group_by: 'owner', wall: { projects: 'all', columns: null } },
      notifications: { ...examples.draft.notifications, broken: true, projects: 'all' },
      theme: 'system',
      rev: 1,
    })
    expect((await get()).json).toEqual(first.json)
    const late = await put({}, `"prf-${as.id}-r0"`)
    expect([late.status, late.json.current_rev]).toEqual([412, 1])
    const etag = first.headers.get('etag') ?? ''
    const second = await put({ theme: 'dark' }, etag)
    expect(second.json).toMatchObject({ watched: [], theme: 'dark', rev: 2 })
    const other = await somebody()
    expect((await other.get()).json).toMatchObject({ theme: 'system', rev: 0 })
    expect((await other.put({}, etag)).status).toBe(412)
  })

  test('name a channel that is there, and lose it when it goes', async () => {
    const { put, get } = await somebody()
    const made = await house.ask('POST', '/api/v1/channels', { as: admin, json: channels.draft })
    const wish = (channel_id: number) => ({ notifications: { channel_id, fixed: false } })
    const refused = await put(wish(made.json.id + 1), '*')
    expect([refused.status, refused.json.errors[0]?.field]).toEqual([
      422,
      'notifications.channel_id',
    ])
    expect((await put(wish(made.json.id), '*')).json).toMatchObject(wish(made.json.id))
    await house.ask('DELETE', `/api/v1/channels/${made.json.id}`, { as: admin })
    expect((await get()).json.notifications).toMatchObject({ channel_id: null, fixed: false })
  })

  test.each([
    [{ colour: 'red' }, 'colour', 'is not a preference'],
    [{ rev: 1 }, 'rev', 'is not a preference'],
    [{ density: 'tiny' }, 'density', 'must be one of'],
    [{ watched: [0] }, 'watched.0', 'must be the id of a project'],
    [{ groups: [{ name: '', projects: [] }] }, 'groups.0.name', 'is needed'],
  ])('that say %j are refused at %s', async (json, field, words) => {
    const { put } = await somebody()
    const refused = await put(json, '*')
    expect(refused.status).toBe(422)
    expect(refused.json.errors[0]?.field).toBe(field)
    expect(refused.json.errors[0]?.message).toContain(words)
  })
})
