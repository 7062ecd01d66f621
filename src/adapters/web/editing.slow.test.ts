import { describe, expect, onTestFinished, test } from 'vitest'
import { Refusal } from '../../kernel/index.ts'
import { formOf } from './form.contract.ts'
import { type House, openHouse, type Person } from './house.contract.ts'

async function open(differs: Parameters<typeof openHouse>[0] = {}) {
  const house = await openHouse(differs)
  onTestFinished(() => house[Symbol.asyncDispose]())
  const admin = await house.person('admin')
  return { house, admin }
}

const api = { name: 'api', url: 'https://api.example.com/health' }
const actor = { userId: null, label: 'test', requestId: null }
const leadsTo = (response: Response) => [response.status, response.headers.get('location')]

/** The edit form of service 1 as it is served now. */
const editForm = async (house: House, as: Person) =>
  formOf(await house.read('/services/1/edit', { as }), '/services/1')

/** Somebody else changes service 1. */
async function theyChange(house: House, input: Record<string, unknown>) {
  const { id, rev } = await house.services.get(
    (await house.services.list(all)).items[0]?.id ?? none,
  )
  return house.services.patch(id, { input, expectedRev: rev }, actor)
}
const all = { page: 1, limit: 1, search: null, status: null } as const
const none = -1 as Parameters<House['services']['get']>[0]

describe('the form of a new service', () => {
  test('makes it with tags and with the settings of its probe', async () => {
    const { house, admin } = await open()
    const blank = formOf(await house.read('/services/new', { as: admin }), '/services')
    const form: Record<string, string> = {
      ...blank,
      ...api,
      tags: 'Shop, eu',
      'config.http.method': 'HEAD',
      'config.http.expected_status': '204',
    }
    const { 'config.http.verify_tls': _, ...unticked } = form
    const done = await house.ask('POST', '/services', { as: admin, form: unticked })
    expect(leadsTo(done)).toEqual([303, '/services/1'])
    const [service] = (await house.services.list(all)).items
    expect(service).toMatchObject({ tags: ['shop', 'eu'] })
    expect(service?.config).toMatchObject({
      method: 'HEAD',
      expected_status: '204',
      verify_tls: false,
      follow_redirects: true,
    })
  })

  test('names wrong input at its fields, settings too, and keeps what was typed', async () => {
    const { house, admin } = await open()
    const form = { name: 'my api', url: 'nonsense', check_interval: 'soon' }
    const refused = await house.ask('POST', '/services', { as: admin, form })
    expect(refused.status).toBe(422)
    const text = await refused.text()
    expect(text).toContain('value="my api"')
    expect(text).toContain('value="soon"')
    expect(text).toContain('id="f-check_interval-error"')
    expect(text).toContain('<a href="#f-check_interval">')
    const blank = formOf(text, '/services')
    const settings = { ...blank, ...api, check_interval: '', 'config.http.expected_status': '2xx' }
    const again = await house.ask('POST', '/services', { as: admin, form: settings })
    expect(again.status).toBe(422)
    const second = await again.text()
    expect(second).toContain('id="f-config.http.expected_status-error"')
    expect(second).toContain('<details class="more" open')
    expect(second).toMatch(/ autofocus[^>]* value="2xx"/)
  })

  test('that is sent twice makes one service', async () => {
    const { house, admin } = await open()
    const blank = formOf(await house.read('/services/new', { as: admin }), '/services')
    const form = { ...blank, ...api }
    const answers = await Promise.all([
      house.ask('POST', '/services', { as: admin, form }),
      house.ask('POST', '/services', { as: admin, form }),
    ])
    expect(answers.map(leadsTo)).toEqual([
      [303, '/services/1'],
      [303, '/services/1'],
    ])
    expect((await house.services.list(all)).total).toBe(1)
  })

  test('that is sent again with other text makes nothing, says why, and keeps the text', async () => {
    const { house, admin } = await open()
    const blank = formOf(await house.read('/services/new', { as: admin }), '/services')
    await house.ask('POST', '/services', { as: admin, form: { ...blank, ...api } })
    const form = { ...blank, ...api, name: 'other' }
    const refused = await house.ask('POST', '/services', { as: admin, form })
    expect(refused.status).toBe(409)
    const text = await refused.text()
    expect(text).toContain('had made a service already')
    const next = formOf(text, '/services')
    expect(next).toMatchObject({ name: 'other' })
    expect(next._idem).not.toBe(blank._idem)
    expect((await house.services.list(all)).total).toBe(1)
  })

  test('is answered for htmx with itself, or with where to go', async () => {
    const { house, admin } = await open()
    const refused = await house.ask('POST', '/services', { as: admin, hx: true, form: {} })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toMatch(/^<div id="service-form"/)
    const done = await house.ask('POST', '/services', { as: admin, hx: true, form: api })
    expect([done.status, done.headers.get('hx-redirect')]).toEqual([200, '/services/1'])
  })

  test('without a store says so, and keeps what was typed', async () => {
    const { house, admin } = await open()
    house.services.create = () => Promise.reject(new Refusal('unavailable', 'The store is away'))
    const refused = await house.ask('POST', '/services', { as: admin, form: api })
    expect(refused.status).toBe(503)
    const text = await refused.text()
    expect(text).toContain('The store is away')
    expect(formOf(text, '/services')).toMatchObject(api)
  })
})

describe('the form of a service', () => {
  test('saves what was changed and keeps the rest', async () => {
    const { house, admin } = await open()
    const config = { method: 'HEAD', follow_redirects: false }
    const { value } = await house.services.create({ ...api, config, tags: ['eu'] }, actor)
    const form = { ...(await editForm(house, admin)), name: 'API', timeout: '' }
    expect(form).toMatchObject({ _rev: '1', tags: 'eu' })
    const done = await house.ask('POST', '/services/1', { as: admin, form })
    expect(leadsTo(done)).toEqual([303, '/services/1'])
    const service = await house.services.get(value.id)
    expect(service).toMatchObject({ name: 'API', timeoutMs: null, tags: ['eu'], rev: 2 })
    expect(service.config).toEqual(value.config)
  })

  test('goes back to the defaults, which it shows in the fields that are empty', async () => {
    const { house, admin } = await open()
    const own = { check_interval: 60, failures_to_down: 5, successes_to_up: 3, timeout: 2 }
    const { value } = await house.services.create({ ...api, ...own }, actor)
    const page = await house.read('/services/1/edit', { as: admin })
    const shown = [...page.matchAll(/ id="f-[^>]* placeholder="([^"]*)"/g)].map(([, text]) => text)
    expect(shown).toEqual(['30s', '10s', '2', '1', 'never', '0', 'never', 'nothing'])
    const none = { check_interval: '', failures_to_down: ' ', successes_to_up: '', timeout: '' }
    const form = { ...formOf(page, '/services/1'), ...none }
    const done = await house.ask('POST', '/services/1', { as: admin, form })
    expect(leadsTo(done)).toEqual([303, '/services/1'])
    expect(await house.services.get(value.id)).toMatchObject({
      intervalMs: 30_000,
      failuresToDown: 2,
      successesToUp: 1,
      timeoutMs: null,
    })
  })

  test('with an address of another probe has none of the settings', async () => {
    const { house, admin } = await open()
    await house.services.create({ name: 'db', url: 'tcp://db.example:5432' }, actor)
    const page = await house.read('/services/1/edit', { as: admin })
    expect(page).toMatch(/<fieldset data-schemes="http: https:" hidden/)
    const open_ = page.match(/<fieldset data-schemes="[^"]*">/g) ?? []
    expect(open_).toEqual(['<fieldset data-schemes="tcp:">'])
    const form = formOf(page, '/services/1')
    const done = await house.ask('POST', '/services/1', { as: admin, form })
    expect(done.status).toBe(303)
  })

  test('without a version is refused', async () => {
    const { house, admin } = await open()
    await house.services.create(api, actor)
    const refused = await house.ask('POST', '/services/1', { as: admin, form: api })
    expect(refused.status).toBe(422)
  })

  test('of a service that the configuration file owns is not shown', async () => {
    const { house, admin } = await open()
    await house.services.create(api, actor)
    const service = await house.services.get((await house.services.list(all)).items[0]?.id ?? none)
    house.services.get = async () => ({ ...service, fromFile: true })
    const refused = await house.ask('GET', '/services/1/edit', { as: admin })
    expect(refused.status).toBe(403)
    expect(await refused.text()).toContain('configuration file')
  })
})

describe('when somebody else saved meanwhile', () => {
  test('both versions are shown, and nothing is saved until it is sent again', async () => {
    const { house, admin } = await open()
    const { value } = await house.services.create(api, actor)
    const form = { ...(await editForm(house, admin)), name: 'mine' }
    await theyChange(house, { name: 'theirs', failures_to_down: 5 })
    const refused = await house.ask('POST', '/services/1', { as: admin, form })
    expect(refused.status).toBe(409)
    const page = await refused.text()
    expect(page).toContain('<dt>Was</dt><dd><q>api</q></dd>')
    expect(page).toContain('<dt>Theirs</dt><dd><q>theirs</q></dd>')
    expect(page).toContain('<dt>Yours</dt><dd><q>mine</q></dd>')
    expect(page).toContain('Merged: somebody else changed it')
    expect(page).toContain('<b>test changed this service while you did</b>')
    expect(page).toContain('Save mine over version 2')
    const second = formOf(page, '/services/1')
    expect(second).toMatchObject({ _rev: '2', name: 'mine', failures_to_down: '5' })
    expect((await house.services.get(value.id)).name).toBe('theirs')
    const again = await house.ask('POST', '/services/1', { as: admin, form: second })
    expect(again.status).toBe(303)
    expect(await house.services.get(value.id)).toMatchObject({ name: 'mine', failuresToDown: 5 })
  })

  test('theirs can be taken in one field and mine in another', async () => {
    const { house, admin } = await open()
    const { value } = await house.services.create(api, actor)
    const form = { ...(await editForm(house, admin)), name: 'mine', tags: 'mine' }
    await theyChange(house, { name: 'theirs', tags: ['theirs'] })
    const refused = await house.ask('POST', '/services/1', { as: admin, form })
    const second = { ...formOf(await refused.text(), '/services/1'), '_theirs.name': 'on' }
    const done = await house.ask('POST', '/services/1', { as: admin, form: second })
    expect(done.status).toBe(303)
    expect(await house.services.get(value.id)).toMatchObject({ name: 'theirs', tags: ['mine'] })
  })

  test('a mistake in the second sending keeps both versions in view', async () => {
    const { house, admin } = await open()
    await house.services.create(api, actor)
    const form = { ...(await editForm(house, admin)), name: 'mine' }
    await theyChange(house, { name: 'theirs' })
    const refused = await house.ask('POST', '/services/1', { as: admin, form })
    const second = { ...formOf(await refused.text(), '/services/1'), check_interval: 'soon' }
    const wrong = await house.ask('POST', '/services/1', { as: admin, form: second })
    expect(wrong.status).toBe(422)
    const page = await wrong.text()
    expect(page).toContain('id="f-check_interval-error"')
    expect(page).toContain('<dt>Theirs</dt><dd><q>theirs</q></dd>')
  })

  test('a third version is compared again, with the second as what was', async () => {
    const { house, admin } = await open()
    await house.services.create(api, actor)
    const form = { ...(await editForm(house, admin)), name: 'mine' }
    await theyChange(house, { name: 'second' })
    const first = await house.ask('POST', '/services/1', { as: admin, form })
    await theyChange(house, { name: 'third' })
    const second = formOf(await first.text(), '/services/1')
    const refused = await house.ask('POST', '/services/1', { as: admin, form: second })
    expect(refused.status).toBe(409)
    const page = await refused.text()
    expect(page).toContain('<dt>Was</dt><dd><q>second</q></dd>')
    expect(page).toContain('<dt>Theirs</dt><dd><q>third</q></dd>')
  })

  test('a form that was sent twice goes on, because the present version is its own', async () => {
    const { house, admin } = await open()
    await house.services.create(api, actor)
    const form = { ...(await editForm(house, admin)), name: 'mine', check_interval: '60' }
    await house.ask('POST', '/services/1', { as: admin, form })
    const second = await house.ask('POST', '/services/1', { as: admin, form })
    expect(leadsTo(second)).toEqual([303, '/services/1'])
  })

  test('looking at both saves nothing', async () => {
    const { house, admin } = await open()
    const { value } = await house.services.create(api, actor)
    const form = { ...(await editForm(house, admin)), tags: 'mine' }
    await theyChange(house, { name: 'theirs' })
    const review = { ...form, _review: '2' }
    const page = await house.ask('POST', '/services/1', { as: admin, hx: true, form: review })
    expect(page.status).toBe(409)
    expect(await page.text()).toContain('Save over version 2')
    expect(await house.services.get(value.id)).toMatchObject({ name: 'theirs', tags: [], rev: 2 })
  })

  test('looking at both of one and the same version saves nothing', async () => {
    const { house, admin } = await open()
    const { value } = await house.services.create(api, actor)
    const form = { ...(await editForm(house, admin)), name: 'mine', _review: '1' }
    const page = await house.ask('POST', '/services/1', { as: admin, hx: true, form })
    expect(page.status).toBe(200)
    expect(formOf(await page.text(), '/services/1')).toMatchObject({ name: 'mine', _rev: '1' })
    expect(await house.services.get(value.id)).toMatchObject({ name: 'api', rev: 1 })
  })

  test('a form that no longer says what it was filled with loses nothing that was typed', async () => {
    const { house, admin } = await open()
    await house.services.create(api, actor)
    const form = { ...(await editForm(house, admin)), name: 'mine', _was: '{"name":' }
    await theyChange(house, { name: 'theirs' })
    const refused = await house.ask('POST', '/services/1', { as: admin, form })
    expect(refused.status).toBe(409)
    expect(formOf(await refused.text(), '/services/1')).toMatchObject({ name: 'mine' })
  })
})

describe('when somebody deleted it meanwhile', () => {
  test('saving keeps the text and offers to create it again', async () => {
    const { house, admin } = await open()
    const { value } = await house.services.create(api, actor)
    const form = { ...(await editForm(house, admin)), name: 'mine', tags: 'eu' }
    await house.services.remove(value.id, actor)
    const gone = await house.ask('POST', '/services/1', { as: admin, form })
    expect(gone.status).toBe(410)
    const page = await gone.text()
    expect(page).toContain('Create it again')
    const again = formOf(page, '/services')
    expect(again).toMatchObject({ name: 'mine', tags: 'eu' })
    const done = await house.ask('POST', '/services', { as: admin, form: again })
    expect(leadsTo(done)).toEqual([303, '/services/2'])
  })
})
