import { describe, expect, onTestFinished, test } from 'vitest'
import { Refusal, type UserId } from '../../kernel/index.ts'
import { aConnection, aProject, noon } from '../../modules/pipelines/samples.contract.ts'
import { formOf } from './form.contract.ts'
import { type House, openHouse, type Person, password } from './house.contract.ts'

async function open(): Promise<House> {
  const house = await openHouse()
  onTestFinished(() => house[Symbol.asyncDispose]())
  return house
}

const leadsTo = (response: Response) => [response.status, response.headers.get('location')]
const write = {
  actor: { userId: null, label: 'test', requestId: null },
  at: noon,
}

/** What is stored of the first account. */
async function storedOf(house: House) {
  const stored = await house.store.identity.preferencesOf(1 as UserId)
  if (stored === null) throw new Error('nothing is stored')
  return stored
}

async function addChannel(house: House): Promise<number> {
  const config = { url: 'https://hooks.example/night' }
  const channel = { name: 'night <watch>', type: 'webhook', config, tags: [], enabled: true }
  return (await house.store.channels.create(channel, write)).id
}

async function addProject(house: House): Promise<number> {
  const saved = await house.store.connections.create(aConnection(), write)
  if (saved.kind !== 'saved') throw new Error(saved.kind)
  return (await house.store.pipelines.saveProject(saved.connection.id, aProject(), noon)).id
}

const path = '/account/pipelines'

/** Saves the form as it stands on the page, with what is typed anew. */
async function save(house: House, as: Person, typed: Record<string, string>) {
  const form = { ...formOf(await house.read('/account', { as }), path), ...typed }
  return house.ask('POST', path, { as, form })
}

describe('pipelines on the account’s page', () => {
  test('show what holds until somebody chooses, and what they chose then', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const id = await addChannel(house)
    const before = await house.read('/account', { as: ana })
    expect(formOf(before, path)).toEqual({
      rev: '0',
      channel_id: '',
      projects: 'all',
      broken: 'on',
      fixed: 'on',
      names: ana.email,
      groups: '',
      group_by: 'none',
      wall_projects: 'all',
      wall_columns: '',
    })
    expect(before).toContain('night &lt;watch&gt;')
    const chosen = {
      channel_id: String(id),
      fixed: '',
      mine_only: 'on',
      names: 'ana\r\nana@example.org',
      groups: 'till: 1, 2\nrest: 3',
      group_by: 'owner',
      wall_columns: '4',
    }
    expect(leadsTo(await save(house, ana, chosen))).toEqual([303, '/account?done=pipelines'])
    const { preferences, rev } = await storedOf(house)
    expect(rev).toBe(1)
    expect(preferences).toMatchObject({
      groups: [
        { name: 'till', projects: [1, 2] },
        { name: 'rest', projects: [3] },
      ],
      layout: { groupBy: 'owner', wall: { projects: 'all', columns: 4 } },
      notifications: {
        channelId: id,
        broken: true,
        fixed: false,
        mineOnly: true,
        names: ['ana', 'ana@example.org'],
      },
    })
    const after = await house.read('/account?done=pipelines', { as: ana })
    expect(after).toContain('What you see and hear of pipelines is saved.')
    expect(formOf(after, path)).toMatchObject({ rev: '1', groups: 'till: 1, 2\nrest: 3' })
  })

  test('that are refused say where, and keep what was typed', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const groups = 'till: 1\nrest: shop'
    const refused = await save(house, ana, { groups, channel_id: '99', wall_columns: '40' })
    expect(refused.status).toBe(422)
    const page = await refused.text()
    expect(page).toContain('Groups in line 2: must be the id of a project')
    expect(page).toContain('Columns of the wall must be at most 12')
    expect(formOf(page, path)).toMatchObject({ groups, wall_columns: '40' })
    const other = await save(house, ana, { channel_id: '99' })
    expect(await other.text()).toContain('is not a channel')
    expect(leadsTo(await house.ask('GET', path, { as: ana }))).toEqual([303, '/account#pipelines'])
  })

  test('are not saved over what another tab saved, until somebody says so', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const stale = formOf(await house.read('/account', { as: ana }), path)
    await save(house, ana, { groups: 'till: 1' })
    const refused = await house.ask('POST', path, {
      as: ana,
      form: { ...stale, groups: 'mine: 2' },
    })
    expect(refused.status).toBe(422)
    const page = await refused.text()
    expect(page).toContain('and the rest were changed meanwhile')
    expect((await storedOf(house)).preferences.groups).toMatchObject([{ name: 'till' }])
    const again = await house.ask('POST', path, { as: ana, form: formOf(page, path) })
    expect(again.status).toBe(303)
    expect((await storedOf(house)).preferences.groups).toMatchObject([{ name: 'mine' }])
  })
})

describe('a project', () => {
  test('is watched and hidden from wherever the button stands', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const id = await addProject(house)
    const mark = (action: string, headers: Record<string, string> = {}) =>
      house.ask('POST', `/preferences/projects/${id}`, { as: ana, form: { action }, headers })
    expect(leadsTo(await mark('watch'))).toEqual([303, `/ci/${id}`])
    const headers = { Referer: 'http://localhost/ci?q=shop' }
    expect(leadsTo(await mark('hide', headers))).toEqual([303, '/ci?q=shop'])
    expect((await storedOf(house)).preferences).toMatchObject({ watched: [], hidden: [id] })
    expect(await house.read('/account', { as: ana })).toContain('You watch 0 projects, and hide 1.')
    await mark('watch')
    expect((await storedOf(house)).preferences).toMatchObject({ watched: [id], hidden: [] })
    await mark('unwatch')
    expect((await storedOf(house)).preferences).toMatchObject({ watched: [], hidden: [] })
    const form = { action: 'unhide' }
    const fragment = { as: ana, form, hx: true }
    expect((await house.ask('POST', `/preferences/projects/${id}`, fragment)).status).toBe(204)
  })

  test('that is not there, or an action that is none, is refused', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const id = await addProject(house)
    const ask = (of: number | string, action: string) =>
      house.ask('POST', `/preferences/projects/${of}`, { as: ana, form: { action } })
    expect((await ask(id + 1, 'watch')).status).toBe(404)
    expect((await ask('x', 'watch')).status).toBe(404)
    expect((await ask(id, 'constructor')).status).toBe(422)
  })
})

describe('how somebody likes the pages', () => {
  const liked = { theme: 'dark', density: 'compact', shortcuts: 'off' }

  test('follows them to another browser', async () => {
    const house = await open()
    const ana = await house.person('admin')
    await house.ask('POST', '/account/preferences', { as: ana, form: liked })
    expect((await storedOf(house)).preferences).toMatchObject(liked)
    const form = { email: ana.email, password }
    const done = await house.ask('POST', '/login', { form })
    const cookies = done.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
    expect(cookies[0]).toContain('pharos_session=')
    const page = await house.read('/account', { as: { ...ana, cookie: cookies.join('; ') } })
    expect(page).toContain('data-theme="dark" data-density="compact" data-shortcuts="off"')
  })

  test('stays the browser’s where they never said so', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const done = await house.ask('POST', '/login', { form: { email: ana.email, password } })
    expect(done.headers.getSetCookie()).toHaveLength(1)
  })

  test('holds in the browser even while the store is away', async () => {
    const house = await open()
    const ana = await house.person('admin')
    await house.read('/account', { as: ana })
    const { store } = house
    const away = new Refusal('unavailable', 'The database cannot be reached')
    store.identity.savePreferences = () => Promise.reject(away)
    const done = await house.ask('POST', '/account/preferences', { as: ana, form: liked })
    expect(done.status).toBe(303)
    expect(done.headers.getSetCookie()).toHaveLength(3)
    expect(await store.identity.preferencesOf(1 as UserId)).toBeNull()
  })
})
