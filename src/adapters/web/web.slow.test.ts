import { describe, expect, onTestFinished, test } from 'vitest'
import { type House, openHouse, password, setupToken } from './house.contract.ts'

async function open(differs: Parameters<typeof openHouse>[0] = {}): Promise<House> {
  const house = await openHouse(differs)
  onTestFinished(() => house[Symbol.asyncDispose]())
  return house
}

const api = { name: 'api', url: 'https://api.example.com/health' }
const actor = { userId: null, label: 'test', requestId: null }

/** Where an answer sends the browser. */
const leadsTo = (response: Response) => [response.status, response.headers.get('location')]

describe('setting up', () => {
  test('the first visitor is led to the set-up page', async () => {
    const house = await open()
    expect(leadsTo(await house.ask('GET', '/'))).toEqual([303, '/login'])
    expect(leadsTo(await house.ask('GET', '/login'))).toEqual([303, '/setup'])
  })

  test('the token of the link stands in the form, and makes the first account', async () => {
    const house = await open()
    expect(await house.read(`/setup?token=${setupToken}`)).toContain(`value="${setupToken}"`)
    const form = { email: 'Ana@example.com', password, setup_token: setupToken }
    const done = await house.ask('POST', '/setup', { form })
    expect(leadsTo(done)).toEqual([303, '/'])
    expect(done.headers.get('set-cookie')).toMatch(/^pharos_session=\w/)
    expect(leadsTo(await house.ask('GET', '/setup'))).toEqual([303, '/login'])
    expect(leadsTo(await house.ask('POST', '/setup', { form }))).toEqual([303, '/login'])
  })

  test('a wrong token is refused with the reason, and what was typed stays', async () => {
    const house = await open()
    const form = { email: 'ana@example.com', password, setup_token: 'guess' }
    const refused = await house.ask('POST', '/setup', { form })
    expect(refused.status).toBe(403)
    const text = await refused.text()
    expect(text).toContain('needs the set-up token')
    expect(text).toContain('value="ana@example.com"')
    expect(text).not.toContain(password)
  })

  test('at the computer itself no token is asked for', async () => {
    const house = await open()
    const headers = { 'x-test-loopback': 'yes' }
    expect(await house.read('/setup', { headers })).toContain('No set-up token is needed')
    const form = { email: 'ana@example.com', password }
    expect(leadsTo(await house.ask('POST', '/setup', { form, headers }))).toEqual([303, '/'])
  })

  test('a short password is named at its field', async () => {
    const house = await open()
    const form = { email: 'ana@example.com', password: 'short', setup_token: setupToken }
    const refused = await house.ask('POST', '/setup', { form })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('id="f-password-error"')
  })
})

describe('logging in', () => {
  test('leads back to the page that was asked for, and opens it', async () => {
    const house = await open()
    await house.person('admin')
    expect(leadsTo(await house.ask('GET', '/services?page=2'))).toEqual([
      303,
      '/login?next=%2Fservices%3Fpage%3D2',
    ])
    expect(await house.read('/login?next=/services')).toContain('name="next" value="/services"')
    const form = { email: 'admin@example.com', password, next: '/services' }
    const done = await house.ask('POST', '/login', { form })
    expect(leadsTo(done)).toEqual([303, '/services'])
    const cookie = done.headers.get('set-cookie')?.split(';')[0] ?? ''
    const page = await house.ask('GET', '/services', { as: { email: '', cookie } })
    expect(page.status).toBe(200)
  })

  test.each(['//evil.example', '/\\evil.example', 'https://evil.example'])(
    'never leads to another site: %s',
    async (next) => {
      const house = await open()
      await house.person('admin')
      const form = { email: 'admin@example.com', password, next }
      expect(leadsTo(await house.ask('POST', '/login', { form }))).toEqual([303, '/'])
    },
  )

  test('the cookie is for this site only, out of reach of scripts, and bound to https where there is https', async () => {
    const house = await open()
    await house.person('admin')
    const form = { email: 'admin@example.com', password }
    const plain = await house.ask('POST', '/login', { form })
    expect(plain.headers.get('set-cookie')).toMatch(
      /^pharos_session=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    const headers = { 'x-test-secure': 'yes' }
    const secure = await house.ask('POST', '/login', { form, headers })
    expect(secure.headers.get('set-cookie')).toMatch(
      /^__Host-pharos_session=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  })

  test('a wrong password is refused on the page, without a cookie', async () => {
    const house = await open()
    await house.person('admin')
    const form = { email: 'admin@example.com', password: 'wrong words', next: '/account' }
    const refused = await house.ask('POST', '/login', { form })
    expect(refused.status).toBe(401)
    expect(refused.headers.get('set-cookie')).toBeNull()
    const text = await refused.text()
    expect(text).toContain('The e-mail address or the password is wrong')
    expect(text).toContain('value="admin@example.com"')
    expect(text).toContain('name="next" value="/account"')
  })

  test('too many tries are told to wait, and for how long', async () => {
    const house = await open()
    await house.person('admin')
    const form = { email: 'admin@example.com', password: 'wrong words' }
    let last = await house.ask('POST', '/login', { form })
    for (let i = 0; i < 12 && last.status === 401; i++) {
      last = await house.ask('POST', '/login', { form })
    }
    expect(last.status).toBe(429)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('whoever is logged in is led on', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const response = await house.ask('GET', '/login?next=/account', { as: admin })
    expect(leadsTo(response)).toEqual([303, '/account'])
  })

  test('logging out ends the session and takes the cookie away', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const out = await house.ask('POST', '/logout', { as: admin })
    expect(leadsTo(out)).toEqual([303, '/login?done=out'])
    expect(out.headers.get('set-cookie')).toContain('pharos_session=; Max-Age=0')
    expect((await house.ask('GET', '/', { as: admin })).status).toBe(303)
  })
})

describe('services', () => {
  test('one that was added stands on the next page, and on its own', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const form = { ...api, check_interval: '45' }
    const done = await house.ask('POST', '/services', { as: admin, form })
    expect(leadsTo(done)).toEqual([303, '/services/1'])
    expect(await house.read('/', { as: admin })).toContain('<tr id="svc-1"')
    const own = await house.read('/services/1', { as: admin })
    expect(own).toContain('<h1>api</h1>')
    expect(own).toContain('<dd>45 s</dd>')
    expect(own).toContain('Not checked yet.')
  })

  test('deleting asks first, and leads to the list without it', async () => {
    const house = await open()
    const admin = await house.person('admin')
    await house.services.create(api, actor)
    expect(await house.read('/services/1/delete', { as: admin })).toContain('Delete api?')
    const done = await house.ask('POST', '/services/1/delete', { as: admin, form: {} })
    expect(leadsTo(done)).toEqual([303, '/services'])
    expect(await house.read('/services', { as: admin })).not.toContain('svc-1"')
    expect((await house.ask('GET', '/services/1', { as: admin })).status).toBe(404)
  })

  test('htmx deletes with DELETE and gets nothing to show', async () => {
    const house = await open()
    const admin = await house.person('admin')
    await house.services.create(api, actor)
    const done = await house.ask('DELETE', '/services/1', { as: admin, hx: true })
    expect(done.status).toBe(200)
    expect(await done.text()).toBe('')
    expect((await house.ask('GET', '/services/1', { as: admin })).status).toBe(404)
  })

  test('pausing leads back to the page of the button, or gives htmx the row', async () => {
    const house = await open()
    const admin = await house.person('admin')
    await house.services.create(api, actor)
    const headers = { Referer: 'http://localhost/?x=1' }
    const paused = await house.ask('POST', '/services/1/pause', { as: admin, headers })
    expect(leadsTo(paused)).toEqual([303, '/?x=1'])
    const row = await house.ask('POST', '/services/1/resume', { as: admin, hx: true })
    expect(row.status).toBe(200)
    expect(await row.text()).toMatch(/^<tr id="svc-1" data-rev="\d+" data-status="unknown">/)
  })

  test('a button that stood on another site leads to the service', async () => {
    const house = await open()
    const admin = await house.person('admin')
    await house.services.create(api, actor)
    const headers = { Referer: 'http://evil.example/' }
    const paused = await house.ask('POST', '/services/1/pause', { as: admin, headers })
    expect(leadsTo(paused)).toEqual([303, '/services/1'])
  })

  test('a viewer sees everything and may change nothing', async () => {
    const house = await open()
    await house.person('admin')
    const viewer = await house.person('viewer')
    await house.services.create(api, actor)
    const page = await house.read('/services/1', { as: viewer })
    expect(page).not.toMatch(/\/edit|\/pause|\/delete/)
    for (const [method, path] of [
      ['GET', '/services/new'],
      ['POST', '/services'],
      ['GET', '/services/1/edit'],
      ['POST', '/services/1'],
      ['POST', '/services/1/delete'],
      ['DELETE', '/services/1'],
      ['POST', '/services/1/pause'],
    ] as const) {
      const refused = await house.ask(method, path, { as: viewer })
      expect([method, path, refused.status]).toEqual([method, path, 403])
    }
  })
})
