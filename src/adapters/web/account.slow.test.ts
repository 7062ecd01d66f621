import { describe, expect, onTestFinished, test } from 'vitest'
import { type House, openHouse, type Person, password } from './house.contract.ts'

async function open(): Promise<House> {
  const house = await openHouse()
  onTestFinished(() => house[Symbol.asyncDispose]())
  return house
}

const leadsTo = (response: Response) => [response.status, response.headers.get('location')]

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'

/** Another log-in of somebody, by the form, as a browser makes it. */
async function logInAgain(house: House, { email }: Person): Promise<Person> {
  const headers = { 'User-Agent': firefox }
  const done = await house.ask('POST', '/login', { form: { email, password }, headers })
  return { email, cookie: done.headers.get('set-cookie')?.split(';')[0] ?? '' }
}

/** The addresses of the buttons that end sessions, as they stand on a page. */
const endings = (page: string): string[] =>
  [...page.matchAll(/action="(\/[\w/]*sessions\/\d+\/end)"/g)].map(([, action = '']) => action)

describe('sessions', () => {
  test('are listed with where they come from, and the one that asks is marked', async () => {
    const house = await open()
    const ana = await house.person('admin')
    await house.person('viewer')
    await logInAgain(house, ana)
    const page = await house.read('/account/sessions', { as: ana })
    expect(endings(page)).toEqual(['/account/sessions/3/end', '/account/sessions/1/end'])
    expect(page).toContain('<b>Firefox on Linux</b>')
    expect(page).toContain('192.0.2.7')
    expect(page.match(/this one/g)).toHaveLength(1)
    expect(page).toContain('Log out</button></form></td></tr></tbody>')
  })

  test('end one by one, from the next request on', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const other = await logInAgain(house, ana)
    const done = await house.ask('POST', '/account/sessions/2/end', { as: ana, form: {} })
    expect(leadsTo(done)).toEqual([303, '/account/sessions?done=one'])
    expect(leadsTo(await house.ask('GET', '/', { as: other }))).toEqual([303, '/login'])
    expect((await house.ask('GET', '/', { as: ana })).status).toBe(200)
    const gone = await house.ask('POST', '/account/sessions/2/end', { as: ana, form: {} })
    expect(gone.status).toBe(404)
  })

  test('of somebody else are not there', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const viewer = await house.person('viewer')
    for (const [as, id] of [
      [viewer, 1],
      [admin, 2],
    ] as const) {
      const path = `/account/sessions/${id}/end`
      expect((await house.ask('POST', path, { as, form: {} })).status).toBe(404)
    }
    expect((await house.ask('GET', '/', { as: admin })).status).toBe(200)
    expect((await house.ask('GET', '/', { as: viewer })).status).toBe(200)
  })

  test('all others end together', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const viewer = await house.person('viewer')
    const others = [await logInAgain(house, ana), await logInAgain(house, ana)]
    const done = await house.ask('POST', '/account/sessions/end', { as: ana, form: {} })
    expect(leadsTo(done)).toEqual([303, '/account/sessions?done=others'])
    for (const as of others) expect((await house.ask('GET', '/', { as })).status).toBe(303)
    const page = await house.read('/account/sessions?done=others', { as: ana })
    expect(endings(page)).toEqual(['/account/sessions/1/end'])
    expect(page).toContain('All other sessions have ended.')
    expect(page).not.toContain('/account/sessions/end')
    expect((await house.ask('GET', '/', { as: viewer })).status).toBe(200)
  })

  test('ending one’s own logs out', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const done = await house.ask('POST', '/account/sessions/1/end', { as: ana, form: {} })
    expect(leadsTo(done)).toEqual([303, '/login?done=out'])
    expect(done.headers.get('set-cookie')).toContain('pharos_session=; Max-Age=0')
  })

  test('show what a client calls itself as text', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const headers = { 'User-Agent': '<script>alert(1)</script>"x' }
    await house.ask('POST', '/login', { form: { email: ana.email, password }, headers })
    const page = await house.read('/account/sessions', { as: ana })
    expect(page).not.toContain('<script>alert')
    expect(page).toContain('&lt;script&gt;alert')
  })
})

describe('API tokens', () => {
  test('are shown once, and end when they were made to end', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const form = { name: 'deploy', role: 'viewer', expires_in_days: '30' }
    const made = await house.ask('POST', '/account/tokens', { as: ana, form })
    const secret = /value="(phr_[\w-]+)"/.exec(await made.text())?.[1] ?? ''
    expect(secret).not.toBe('')
    expect(made.headers.get('cache-control')).toBe('no-store')
    const page = await house.read('/account', { as: ana })
    expect(page).not.toContain(secret)
    expect(page).toContain(`<code>${secret.slice(0, 10)}…</code>`)
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
    expect(page).toContain(`>${until} `)
  })

  test('without an end are allowed, and say so', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const form = { name: 'deploy', expires_in_days: '' }
    await house.ask('POST', '/account/tokens', { as: ana, form })
    expect(await house.read('/account', { as: ana })).toContain('>never</td>')
  })

  test('that are refused keep what was chosen', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const form = { name: ' ', role: 'viewer', expires_in_days: '365' }
    const refused = await house.ask('POST', '/account/tokens', { as: ana, form })
    expect(refused.status).toBe(422)
    const text = await refused.text()
    expect(text).toContain('id="f-name-error"')
    expect(text).toContain('<option value="365" selected="">')
    expect(text).toContain('<option value="viewer" selected="">')
  })

  test('are revoked after a question, and somebody else’s are not there', async () => {
    const house = await open()
    const ana = await house.person('admin')
    const viewer = await house.person('viewer')
    await house.ask('POST', '/account/tokens', { as: ana, form: { name: 'deploy' } })
    const path = '/account/tokens/1/revoke'
    expect(await house.read(path, { as: ana })).toContain('Revoke deploy?')
    expect((await house.ask('GET', path, { as: viewer })).status).toBe(404)
    expect((await house.ask('POST', path, { as: viewer, form: {} })).status).toBe(404)
    const done = await house.ask('POST', path, { as: ana, form: {} })
    expect(leadsTo(done)).toEqual([303, '/account?done=token'])
    expect(await house.read('/account', { as: ana })).toContain('No tokens.')
  })

  test('have an address to reload after their form failed there', async () => {
    const house = await open()
    const ana = await house.person('admin')
    expect(leadsTo(await house.ask('GET', '/account/tokens', { as: ana }))).toEqual([
      303,
      '/account#tokens',
    ])
  })
})

describe('preferences', () => {
  const cookiesOf = (response: Response): string =>
    response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ')

  test('hold from the next page on, and lead back to the page of the form', async () => {
    const house = await open()
    const ana = await house.person('viewer')
    const form = { theme: 'dark', density: 'compact', shortcuts: 'off' }
    const headers = { Referer: 'http://localhost/services?page=2' }
    const done = await house.ask('POST', '/account/preferences', { as: ana, form, headers })
    expect(leadsTo(done)).toEqual([303, '/services?page=2'])
    const as = { ...ana, cookie: `${ana.cookie}; ${cookiesOf(done)}` }
    const page = await house.read('/account', { as })
    expect(page).toContain('data-theme="dark" data-density="compact" data-shortcuts="off"')
    expect(page).toContain('<option value="dark" selected="">')
    const one = await house.ask('POST', '/account/preferences', { as, form: { theme: 'light' } })
    expect(cookiesOf(one)).toBe('pharos_theme=light; pharos_density=compact; pharos_shortcuts=off')
    expect(leadsTo(one)).toEqual([303, '/account'])
  })

  test('give htmx nothing to show, and never become what is no choice', async () => {
    const house = await open()
    const ana = await house.person('viewer')
    const form = { theme: '"><script>', density: 'x' }
    const done = await house.ask('POST', '/account/preferences', { as: ana, form, hx: true })
    expect(done.status).toBe(204)
    expect(cookiesOf(done)).toBe(
      'pharos_theme=system; pharos_density=comfortable; pharos_shortcuts=on',
    )
  })
})

describe('what a page says was done', () => {
  test.each(['constructor', '__proto__', 'toString', 'nonsense'])(
    'is nothing for an address that ends in done=%s',
    async (done) => {
      const house = await open()
      const admin = await house.person('admin')
      for (const path of [
        '/account',
        '/account/sessions',
        '/settings/users',
        '/settings/users/1',
      ]) {
        const answer = await house.ask('GET', `${path}?done=${done}`, { as: admin })
        expect([path, answer.status]).toEqual([path, 200])
        expect(await answer.text()).not.toContain('class="done"')
      }
      expect(await house.read(`/login?done=${done}`)).not.toContain('class="done"')
    },
  )
})
