import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Clock, Refusal } from '../../kernel/index.ts'
import { clock, type House, openHouse, password } from './house.contract.ts'

async function open(differs: Parameters<typeof openHouse>[0] = {}): Promise<House> {
  const house = await openHouse(differs)
  onTestFinished(() => house[Symbol.asyncDispose]())
  return house
}

const api = { name: 'api', url: 'https://api.example.com/health' }
const actor = { userId: null, label: 'test', requestId: null }
const away = () => Promise.reject(new Refusal('unavailable', 'The database cannot be reached'))

/** Where an answer sends the browser. */
const leadsTo = (response: Response) => [response.status, response.headers.get('location')]

describe('parts of pages', () => {
  test.each([
    ['/partials/dashboard-stats', '<section id="p-health"', '/'],
    ['/partials/services-table', '<section id="p-services"', '/services'],
    ['/partials/services', '<tbody id="services-body"', '/services'],
  ])('%s is for htmx; a browser gets the page', async (path, start, page) => {
    const house = await open()
    const admin = await house.person('admin')
    await house.ask('POST', '/services', { as: admin, form: api })
    const part = await house.read(path, { as: admin, hx: true })
    expect(part.startsWith(start)).toBe(true)
    expect(await house.read(page, { as: admin })).toContain(part)
    expect(leadsTo(await house.ask('GET', path, { as: admin }))).toEqual([303, page])
  })
})

describe('the account', () => {
  test('a new token is shown once, and can be revoked', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const form = { name: 'ci', role: 'viewer' }
    const made = await house.ask('POST', '/account/tokens', { as: admin, form })
    expect(made.headers.get('cache-control')).toBe('no-store')
    const secret = /value="(phr_[^"]+)"/.exec(await made.text())?.[1] ?? ''
    const who = () => house.identity.authentication.who({ kind: 'bearer', secret })
    expect(await who()).toMatchObject({ role: 'viewer' })
    const page = await house.read('/account', { as: admin })
    expect(page).not.toContain(secret)
    expect(page).toContain('href="/account/tokens/1/revoke"')
    const asked = await house.read('/account/tokens/1/revoke', { as: admin })
    expect(asked).toContain('action="/account/tokens/1/revoke"')
    const revoked = await house.ask('POST', '/account/tokens/1/revoke', { as: admin })
    expect(leadsTo(revoked)).toEqual([303, '/account?done=token'])
    expect(await who()).toBeNull()
  })

  test('a token without a name is refused at the field', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const refused = await house.ask('POST', '/account/tokens', { as: admin, form: { name: ' ' } })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('id="f-name-error"')
  })

  test('a new password ends every log-in', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const wrong = { current_password: 'guess', new_password: 'another horse' }
    const refused = await house.ask('POST', '/account/password', { as: admin, form: wrong })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('id="f-current_password-error"')
    const form = { ...wrong, current_password: password }
    const done = await house.ask('POST', '/account/password', { as: admin, form })
    expect(leadsTo(done)).toEqual([303, '/login?done=password'])
    expect((await house.ask('GET', '/account', { as: admin })).status).toBe(303)
    expect(await house.read('/login?done=password')).toContain('The password is changed')
  })
})

describe('a refusal', () => {
  test('of a script without a session is 401, never a redirect to a page', async () => {
    const house = await open()
    await house.person('admin')
    expect((await house.ask('GET', '/stream')).status).toBe(401)
    const part = await house.ask('GET', '/partials/services', { hx: true })
    expect(part.status).toBe(401)
    expect(await part.text()).toMatch(/^<p class="toast bad">/)
  })

  test('of a program that showed a wrong credential is 401', async () => {
    const house = await open()
    const headers = { Authorization: 'Bearer phr_wrong' }
    expect((await house.ask('GET', '/', { headers })).status).toBe(401)
  })

  test('of a form without a session leads to the log-in and then to the overview', async () => {
    const house = await open()
    await house.person('admin')
    expect(leadsTo(await house.ask('POST', '/services', { form: api }))).toEqual([303, '/login'])
  })

  test('of an unknown page is a page that names the request', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const missing = await house.ask('GET', '/no<b>where', { as: admin })
    expect(missing.status).toBe(404)
    const text = await missing.text()
    expect(text).toContain('<code>request-0001</code>')
    expect(text).not.toContain('<b>where')
  })

  test('of a body that is no form is 415', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const headers = { 'Content-Type': 'application/json' }
    const refused = await house.ask('POST', '/services', { as: admin, headers })
    expect(refused.status).toBe(415)
  })

  test('for want of the store says when to come back', async () => {
    const house = await open()
    const admin = await house.person('admin')
    house.identity.tokens.list = away
    const refused = await house.ask('GET', '/account', { as: admin })
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('of ours is a page with the number of the request and nothing of the fault', async () => {
    const house = await open()
    const admin = await house.person('admin')
    house.identity.tokens.list = () => Promise.reject(new Error('secret details'))
    const failed = await house.ask('GET', '/account', { as: admin })
    expect(failed.status).toBe(500)
    const text = await failed.text()
    expect(text).toContain('request-0001')
    expect(text).not.toContain('secret details')
  })
})

describe('a page', () => {
  test('goes on without the checks while they cannot be read', async () => {
    const outcomes = { outcomesOf: away, trailOf: away, seriesOf: away }
    const house = await open({ outcomes })
    const admin = await house.person('admin')
    await house.services.create(api, actor)
    const page = await house.ask('GET', '/services/1', { as: admin })
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('The checks cannot be read now')
  })

  test('warns on plain http, but not on https and not at the computer itself', async () => {
    const house = await open()
    await house.person('admin')
    const warning = 'came over plain http'
    const at = (url: string, headers = {}) => house.read(`${url}/login`, { headers })
    expect(await at('http://pharos.example.com')).toContain(warning)
    expect(await at('http://pharos.example.com', { 'x-test-secure': 'yes' })).not.toContain(warning)
    expect(await at('http://localhost:8080')).not.toContain(warning)
    expect(await at('http://127.0.0.1:8080')).not.toContain(warning)
    expect(await at('http://[::1]:8080')).not.toContain(warning)
    expect(await at('http://localhost.evil.example')).toContain(warning)
  })

  test('is packed when the browser can unpack it, and is asked for again each time', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const plain = await house.read('/', { as: admin })
    for (const [accepted, unpack] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const headers = { 'Accept-Encoding': accepted }
      const packed = await house.ask('GET', '/', { as: admin, headers })
      expect(packed.headers.get('content-encoding')).toBe(accepted)
      expect(packed.headers.get('cache-control')).toBe('private, no-cache')
      const text = unpack(await packed.arrayBuffer()).toString()
      expect(text.replace(/<time.*?<\/time>/g, '')).toBe(plain.replace(/<time.*?<\/time>/g, ''))
    }
  })

  test('shows the age that a check has when the page is sent', async () => {
    let ahead = 0
    const moving: Clock = { ...clock, now: () => Date.now() + ahead }
    const house = await open({ clock: moving })
    const admin = await house.person('admin')
    await house.services.create(api, actor)
    await house.ask('POST', '/services/1/pause', { as: admin })
    const since = async () =>
      /<dt>Since<\/dt><dd><time[^>]*>([^<]*)</.exec(await house.read('/services/1', { as: admin }))
    expect((await since())?.[1]).toMatch(/^(now|\d+ s ago)$/)
    ahead = 3 * 3_600_000
    expect((await since())?.[1]).toBe('3 h ago')
  })
})
