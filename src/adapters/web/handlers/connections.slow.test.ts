import { describe, expect, onTestFinished, test } from 'vitest'
import type { ConnectionId } from '../../../kernel/index.ts'
import { aConnection } from '../../../modules/pipelines/samples.contract.ts'
import { formOf } from '../form.contract.ts'
import { type House, openHouse, type Person } from '../house.contract.ts'

const actor = { userId: null, label: 'test', requestId: null }

async function open() {
  const house = await openHouse()
  onTestFinished(() => house[Symbol.asyncDispose]())
  return { house, as: await house.person('admin'), viewer: await house.person('viewer') }
}

const leadsTo = (response: Response) => [response.status, response.headers.get('location')]

/** Adds a connection as a person does: by the form of its page. */
async function add(house: House, as: Person, typed: Record<string, string> = {}) {
  const page = await house.read('/connections/new?platform=github', { as })
  const form = { ...formOf(page, '/connections'), name: 'hub main', 'config.token': 't', ...typed }
  return house.ask('POST', '/connections', { as, form })
}

describe('a connection', () => {
  test('is added by the form of its platform, and stands in the list', async () => {
    const { house, as, viewer } = await open()
    expect(leadsTo(await add(house, as))).toEqual([303, '/connections/1?done=added'])
    const list = await house.read('/connections', { as: viewer })
    expect(list).toContain('href="/connections/1">hub main</a>')
    expect(list).toContain('GitHub at https://api.github.com')
    expect(list).toContain('Loading')
  })

  test('that is wrong comes back with what was typed and what is wrong', async () => {
    const { house, as } = await open()
    const misnamed = await add(house, as, { name: 'a/b' })
    expect(misnamed.status).toBe(422)
    const page = await misnamed.text()
    expect(page).toContain('Name must be letters, digits, spaces and ._-')
    expect(formOf(page, '/connections').name).toBe('a/b')
    const bare = await add(house, as, { 'config.token': '' })
    expect(await bare.text()).toContain('Token is needed')
  })

  test('keeps the secrets that are not typed anew, and shows none but that of its webhook', async () => {
    const { house, as, viewer } = await open()
    await add(house, as)
    const answer = await house.ask('GET', '/connections/1', { as })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const page = await answer.text()
    const form = formOf(page, '/connections/1')
    expect(form['config.token']).toBe('***')
    expect(page).toMatch(/value="http:\/\/localhost\/api\/v1\/webhooks\/hub%20main"/)
    const secret = /id="webhook-secret"[^>]*value="(whsec_[^"]+)"/.exec(page)?.[1]
    expect(secret).toBeDefined()
    const saved = await house.ask('POST', '/connections/1', { as, form: { ...form, name: 'new' } })
    expect(leadsTo(saved)).toEqual([303, '/connections/1?done=saved'])
    const after = await house.store.connections.find(1 as ConnectionId)
    expect([after?.name, after?.config.token]).toEqual(['new', 'sealed:1:t'])
    const seen = await house.read('/connections/1', { as: viewer })
    expect(seen).not.toContain('whsec_')
    expect(seen).not.toContain('config.token')
  })

  test('that somebody else saved meanwhile is not overwritten unseen', async () => {
    const { house, as } = await open()
    await add(house, as)
    const form = formOf(await house.read('/connections/1', { as }), '/connections/1')
    await house.ask('POST', '/connections/1', { as, form: { ...form, name: 'theirs' } })
    const mine = { ...form, name: 'mine' }
    const clash = await house.ask('POST', '/connections/1', { as, form: mine })
    expect(clash.status).toBe(422)
    const again = formOf(await clash.text(), '/connections/1')
    expect(again.name).toBe('mine')
    const saved = await house.ask('POST', '/connections/1', { as, form: again })
    expect(saved.status).toBe(303)
  })

  test('is refreshed and removed', async () => {
    const { house, as } = await open()
    await add(house, as)
    const refreshed = await house.ask('POST', '/connections/1/refresh', { as })
    expect(leadsTo(refreshed)).toEqual([303, '/connections/1?done=refreshed'])
    const wants = await house.store.pipelines.wants(1 as ConnectionId, 9)
    expect(wants.map(({ want }) => want.kind)).toEqual(['projects'])
    const removed = await house.ask('POST', '/connections/1/delete', { as })
    expect(leadsTo(removed)).toEqual([303, '/connections?done=removed'])
    expect((await house.ask('GET', '/connections/1', { as })).status).toBe(404)
  })

  test('of the configuration file is not changed here', async () => {
    const { house, as } = await open()
    await house.store.connections.create(
      { ...aConnection(), owned: true },
      { actor, at: Date.now() },
    )
    const page = await house.read('/connections/1', { as })
    expect(page).toContain('changed only there')
    expect(page).not.toContain('action="/connections/1"')
    const form = { name: 'x', rev: '1' }
    expect((await house.ask('POST', '/connections/1', { as, form })).status).toBe(409)
    expect((await house.ask('POST', '/connections/1/delete', { as })).status).toBe(409)
  })
})

describe('what a platform delivered', () => {
  async function delivered(body: string) {
    const { house, as, viewer } = await open()
    await add(house, as)
    const { id } = await house.store.pipelines.receive({
      connectionId: 1 as ConnectionId,
      deliveryId: 'd-1',
      type: 'workflow_run',
      receivedAt: Date.now(),
      headers: { 'x-github-event': 'workflow_run' },
      body: new TextEncoder().encode(body),
    })
    return { house, as, viewer, path: `/connections/1/events/${id}` }
  }

  test('is listed, shown to editors, and replayed', async () => {
    const { house, as, viewer, path } = await delivered('{"action":"<requested>"}')
    const list = await house.read('/partials/connections/1/events', { as, hx: true })
    expect(list).toContain(`href="${path}"`)
    expect(list).toContain('waiting')
    const page = await house.read(path, { as })
    expect(page).toContain('&quot;action&quot;: &quot;&lt;requested&gt;&quot;')
    expect(page).toContain('x-github-event')
    expect((await house.ask('GET', path, { as: viewer })).status).toBe(403)
    const replayed = await house.ask('POST', `${path}/replay`, { as })
    expect(leadsTo(replayed)).toEqual([303, `${path}?done=replayed`])
  })

  test('is shown as far as anybody reads', async () => {
    const { house, as, path } = await delivered('x'.repeat(50_000))
    const page = await house.read(path, { as })
    expect(page).toContain('the first 20,480 of 50,000 bytes')
    expect(page.length).toBeLessThan(40_000)
  })

  test('to another connection is not found below this one', async () => {
    const { house, as } = await delivered('{}')
    await add(house, as, { name: 'other' })
    expect((await house.ask('GET', '/connections/2/events/1', { as })).status).toBe(404)
  })
})

test('whoever opens a part gets the page', async () => {
  const { house, as } = await open()
  await add(house, as)
  const parts = ['/partials/connections', '/partials/connections/1/state']
  for (const path of parts) {
    const { status, headers } = await house.ask('GET', path, { as })
    expect([status, headers.get('location')]).toEqual([
      303,
      path.replace('/partials', '').replace('/state', ''),
    ])
  }
})
