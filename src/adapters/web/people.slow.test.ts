import { describe, expect, onTestFinished, test } from 'vitest'
import type { UserId } from '../../kernel/index.ts'
import { type House, openHouse, type Person, password } from './house.contract.ts'
import type { About } from './index.ts'

async function open(differs: Parameters<typeof openHouse>[0] = {}): Promise<House> {
  const house = await openHouse(differs)
  onTestFinished(() => house[Symbol.asyncDispose]())
  return house
}

const leadsTo = (response: Response) => [response.status, response.headers.get('location')]
const access = (role: string, disabled: 'yes' | 'no', rev: number) => ({
  role,
  disabled,
  _rev: String(rev),
})
const accountOf = ({ identity }: House, id: number) => identity.accounts.get(id as UserId)

test.each([
  ['GET', '/settings'],
  ['POST', '/settings/arm'],
  ['GET', '/settings/users'],
  ['GET', '/settings/users/1'],
  ['GET', '/settings/audit'],
  ['POST', '/settings/users/1'],
  ['POST', '/settings/users/1/sessions/end'],
  ['POST', '/settings/users/1/sessions/1/end'],
  ['POST', '/settings/invitations'],
  ['POST', '/settings/invitations/x/revoke'],
])('%s %s is for admins alone', async (method, path) => {
  const house = await open()
  await house.person('admin')
  for (const role of ['viewer', 'editor'] as const) {
    const refused = await house.ask(method, path, { as: await house.person(role) })
    expect(refused.status).toBe(403)
  }
  expect(leadsTo(await house.ask(method, path))[0]).toBe(303)
})

describe('users', () => {
  test('are listed with their roles and log-ins', async () => {
    const house = await open()
    const admin = await house.person('admin')
    await house.person('viewer', "bob'&@example.com")
    const page = await house.read('/settings/users', { as: admin })
    expect(page).toContain('href="/settings/users/2"')
    expect(page).toContain('bob&#39;&amp;@example.com')
    expect(page).toContain('<td data-label="log-ins">1</td>')
    expect(page.match(/class="mark">you</g)).toHaveLength(1)
  })

  test('change role and are disabled by their form', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const viewer = await house.person('viewer')
    const page = await house.read('/settings/users/2', { as: admin })
    expect(page).toContain('name="_rev" value="1"')
    const form = access('editor', 'yes', 1)
    const done = await house.ask('POST', '/settings/users/2', { as: admin, form })
    expect(leadsTo(done)).toEqual([303, '/settings/users/2?done=saved'])
    expect(await accountOf(house, 2)).toMatchObject({ role: 'editor', disabled: true, rev: 2 })
    expect(leadsTo(await house.ask('GET', '/', { as: viewer }))).toEqual([303, '/login'])
    const again = access('editor', 'no', 2)
    await house.ask('POST', '/settings/users/2', { as: admin, form: again })
    expect((await house.ask('GET', '/services/new', { as: viewer })).status).toBe(200)
  })

  test('changed meanwhile are shown as they are now, and saved only when it is sent again', async () => {
    const house = await open()
    const admin = await house.person('admin')
    await house.person('viewer')
    const theirs = access('editor', 'no', 1)
    await house.ask('POST', '/settings/users/2', { as: admin, form: theirs })
    const form = access('viewer', 'yes', 1)
    const refused = await house.ask('POST', '/settings/users/2', { as: admin, form })
    expect(refused.status).toBe(409)
    const text = await refused.text()
    expect(text).toContain('This account was changed meanwhile.')
    expect(text).toContain('It is editor now.')
    expect(text).toContain('name="_rev" value="2"')
    expect(text).toContain('<option value="yes" selected="">')
    expect(await accountOf(house, 2)).toMatchObject({ role: 'editor', disabled: false })
    const again = await house.ask('POST', '/settings/users/2', {
      as: admin,
      form: access('viewer', 'yes', 2),
    })
    expect(again.status).toBe(303)
    expect(await accountOf(house, 2)).toMatchObject({ role: 'viewer', disabled: true })
  })

  test.each([
    ['role', access('editor', 'no', 1)],
    ['disabled', access('admin', 'yes', 1)],
  ])('keep their last admin, and say why at the control: %s', async (field, form) => {
    const house = await open()
    const admin = await house.person('admin')
    const refused = await house.ask('POST', '/settings/users/1', { as: admin, form })
    expect(refused.status).toBe(409)
    const text = await refused.text()
    expect(text).toContain(`id="f-${field}-error"`)
    expect(text).toContain('This is the last admin; make somebody else admin first')
    expect(await accountOf(house, 1)).toMatchObject({ role: 'admin', disabled: false, rev: 1 })
  })

  test.each([
    [{ role: 'root', disabled: 'no', _rev: '1' }],
    [{ role: 'viewer', disabled: 'perhaps', _rev: '1' }],
    [{ role: 'viewer', disabled: 'no' }],
  ])('stay as they are after a broken form: %o', async (form) => {
    const house = await open()
    const admin = await house.person('admin')
    await house.person('editor')
    const refused = await house.ask('POST', '/settings/users/2', { as: admin, form })
    expect(refused.status).toBe(422)
    expect(await accountOf(house, 2)).toMatchObject({ role: 'editor', disabled: false, rev: 1 })
  })

  test('that are not there are not found', async () => {
    const house = await open()
    const admin = await house.person('admin')
    expect((await house.ask('GET', '/settings/users/99', { as: admin })).status).toBe(404)
    expect((await house.ask('GET', '/settings/users/x', { as: admin })).status).toBe(404)
    const form = access('viewer', 'no', 1)
    const gone = await house.ask('POST', '/settings/users/99', { as: admin, form })
    expect(gone.status).toBe(404)
  })

  test('who give the role away themselves land on a page that they may see', async () => {
    const house = await open()
    const admin = await house.person('admin')
    await house.person('admin', 'other@example.com')
    const form = access('viewer', 'no', 1)
    const done = await house.ask('POST', '/settings/users/1', { as: admin, form })
    expect(leadsTo(done)).toEqual([303, '/account'])
    expect((await house.ask('GET', '/account', { as: admin })).status).toBe(200)
  })

  test('lose one session, or all of them, to an admin, who keeps their own', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const viewer = await house.person('viewer')
    const foreign = '/settings/users/1/sessions/2/end'
    expect((await house.ask('POST', foreign, { as: admin, form: {} })).status).toBe(404)
    const one = '/settings/users/2/sessions/2/end'
    const ended = await house.ask('POST', one, { as: admin, form: {} })
    expect(leadsTo(ended)).toEqual([303, '/settings/users/2?done=ended'])
    expect((await house.ask('GET', '/', { as: viewer })).status).toBe(303)
    for (const id of [1, 2]) {
      const path = `/settings/users/${id}/sessions/end`
      expect((await house.ask('POST', path, { as: admin, form: {} })).status).toBe(303)
    }
    expect((await house.ask('GET', '/', { as: admin })).status).toBe(200)
  })
})

describe('an invitation', () => {
  /** The link that stands on the page once. */
  async function invite(house: House, as: Person, role: string): Promise<string> {
    const made = await house.ask('POST', '/settings/invitations', { as, form: { role } })
    const link = /id="new-link"[^>]*value="([^"]+)"/.exec(await made.text())?.[1] ?? ''
    expect(link).toMatch(/^http:\/\/localhost\/invitation\?token=[\w-]+$/)
    return link.slice('http://localhost'.length)
  }
  const tokenOf = (link: string): string => link.split('token=')[1] ?? ''

  test('lets one person in with its role, by its link', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const link = await invite(house, admin, 'editor')
    expect(await house.read('/settings/users', { as: admin })).not.toContain(tokenOf(link))
    const page = await house.ask('GET', link)
    expect(page.status).toBe(200)
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('referrer-policy')).toBe('strict-origin')
    expect(await page.text()).toContain('the role <b>editor</b>')
    const form = { token: tokenOf(link), email: 'bob@example.com', password }
    const done = await house.ask('POST', '/invitation', { form })
    expect(leadsTo(done)).toEqual([303, '/'])
    const bob = { email: form.email, cookie: done.headers.get('set-cookie')?.split(';')[0] ?? '' }
    expect((await house.ask('GET', '/services/new', { as: bob })).status).toBe(200)
    expect(await accountOf(house, 2)).toMatchObject({ email: 'bob@example.com', role: 'editor' })
    for (const [method, how] of [
      ['GET', {}],
      ['POST', { form: { ...form, email: 'eve@example.com' } }],
    ] as const) {
      const used = await house.ask(method, method === 'GET' ? link : '/invitation', how)
      expect(used.status).toBe(410)
      expect(await used.text()).toContain('This invitation is not good any more')
    }
    expect(await house.read('/settings/users', { as: admin })).toContain('No open invitations.')
  })

  test('stays good after a wrong form, which keeps what was typed but the password', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const link = await invite(house, admin, 'viewer')
    const token = tokenOf(link)
    for (const [email, secret, field] of [
      ['bob@example.com', 'short', 'password'],
      ['admin@example.com', password, 'email'],
    ] as const) {
      const form = { token, email, password: secret }
      const refused = await house.ask('POST', '/invitation', { form })
      expect(refused.status).toBe(422)
      const text = await refused.text()
      expect(text).toContain(`id="f-${field}-error"`)
      expect(text).toContain(`value="${email}"`)
      expect(text).not.toContain(`value="${secret}"`)
    }
    expect((await house.ask('GET', link)).status).toBe(200)
  })

  test('is revoked in the list, and lets nobody in any more', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const link = await invite(house, admin, 'viewer')
    const page = await house.read('/settings/users', { as: admin })
    const path = /action="(\/settings\/invitations\/[^"]+\/revoke)"/.exec(page)?.[1] ?? ''
    const done = await house.ask('POST', path, { as: admin, form: {} })
    expect(leadsTo(done)).toEqual([303, '/settings/users?done=revoked'])
    expect((await house.ask('GET', link)).status).toBe(410)
    const again = await house.ask('POST', path, { as: admin, form: {} })
    expect(leadsTo(again)).toEqual([303, '/settings/users'])
  })

  test('leads to where the configuration says that people reach the page', async () => {
    const house = await open({ publicUrl: 'https://status.example.com' })
    const admin = await house.person('admin')
    const made = await house.ask('POST', '/settings/invitations', {
      as: admin,
      form: { role: 'viewer' },
    })
    expect(await made.text()).toContain('value="https://status.example.com/invitation?token=')
  })

  test('and the set-up link tell nobody more than the origin, and no cache anything', async () => {
    const { headers } = await (await open()).ask('GET', '/setup?token=x')
    expect(headers.get('referrer-policy')).toBe('strict-origin')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test.each(['', 'x', '%00', 'a'.repeat(600)])('that nobody made is not good: %j', async (text) => {
    const house = await open()
    await house.person('admin')
    expect((await house.ask('GET', `/invitation?token=${text}`)).status).toBe(410)
  })
})

describe('the audit log', () => {
  test('is filtered by actor and action, and the filter stands in the form', async () => {
    const house = await open()
    const admin = await house.person('admin')
    await house.person('viewer')
    const form = { email: 'viewer@example.com', password: 'wrong words' }
    await house.ask('POST', '/login', { form })
    const all = await house.read('/settings/audit', { as: admin })
    expect(all).toContain('login.refused</b>')
    expect(all).toContain('href="/settings/users/2"')
    expect(all).toContain('<dd>request-0001</dd>')
    const page = await house.read('/settings/audit?actor=VIEWER&action=login', { as: admin })
    expect(page).toContain('login.succeeded</b>')
    expect(page).not.toContain('user.registered</b>')
    expect(page).toContain('value="VIEWER"')
    expect(page).toContain('<option value="login" selected="">')
    const none = await house.read('/settings/audit?actor=nobody', { as: admin })
    expect(none).toContain('No entry matches')
  })

  test('goes on page by page, and a page past the end leads to the last one', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const deed = { at: Date.now(), actor: '203.0.113.7', requestId: null }
    for (let i = 0; i < 55; i++) await house.store.identity.refusedLogIn(`${i}@x`, deed)
    const query = 'actor=203&action=login.refused'
    const page = await house.read(`/settings/audit?${query}`, { as: admin })
    expect(page).toContain('Page 1 of 2, 55 entries')
    expect(page).toContain(`href="/settings/audit?${query.replace('&', '&amp;')}&amp;page=2"`)
    const last = await house.read(`/settings/audit?${query}&page=2`, { as: admin })
    expect(last.match(/login\.refused<\/b>/g)).toHaveLength(5)
    const past = await house.ask('GET', `/settings/audit?${query}&page=9`, { as: admin })
    expect(leadsTo(past)).toEqual([303, `/settings/audit?${query}&page=2`])
  })

  test('shows what strangers typed as text, and no more of it than fits', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const evil = `<img src=x onerror=alert(1)>${'x'.repeat(5_000)}`
    const deed = { at: Date.now(), actor: evil, requestId: '"><u>' }
    await house.store.identity.refusedLogIn(evil, deed)
    const page = await house.read(`/settings/audit?action=${encodeURIComponent('"><u>')}`, {
      as: admin,
    })
    expect(page).not.toContain('"><u>')
    const all = await house.read('/settings/audit', { as: admin })
    expect(all).not.toMatch(/<img|<u>/)
    expect(all.length).toBeLessThan(40_000)
  })
})

describe('settings', () => {
  const about: About = {
    version: '1.2.3',
    startedAt: Date.now(),
    environment: 'production',
    database: 'PostgreSQL',
    folder: '/data/<b>',
    folderBytes: 3 * 1_048_576,
    file: 'config/config.yaml',
    ownedServices: 4,
    publicMetrics: false,
    settings: [{ key: 'github.0.token', value: '•••', origin: 'env GITHUB_TOKEN' }],
    warnings: ['github: not active yet <i>'],
    readAgainAt: null,
    unarmed: null,
    refused: { at: Date.now(), problems: ['config/config.yaml:1:1: <u>: unknown key'] },
  }

  test('show the program, its configuration, and why a changed one was refused', async () => {
    const house = await open({ program: { about: async () => about, arm: async () => {} } })
    const admin = await house.person('admin')
    const page = await house.read('/settings', { as: admin })
    for (const words of [
      '1.2.3',
      'PostgreSQL',
      '3.0 MiB',
      'github.0.token',
      'env GITHUB_TOKEN',
      'github: not active yet &lt;i&gt;',
      'The changed configuration is refused; the old one stays',
      '&lt;u&gt;: unknown key',
      'The file owns 4 of the services.',
    ]) {
      expect(page).toContain(words)
    }
    expect(page).not.toMatch(/<[ui]>/)
  })

  test('say that a restored copy sends nothing, and let an admin arm it', async () => {
    const armedBy: unknown[] = []
    const unarmed = { restoredAt: Date.now(), from: Date.UTC(2026, 9, 1) }
    const house = await open({
      program: {
        about: async () => ({ ...about, unarmed: armedBy.length === 0 ? unarmed : null }),
        arm: async ({ label }) => void armedBy.push(label),
      },
    })
    const admin = await house.person('admin')
    const page = await house.read('/settings', { as: admin })
    expect(page).toContain('This is a restored copy, and sends nothing')
    expect(page).toContain('action="/settings/arm"')
    const answer = await house.ask('POST', '/settings/arm', { as: admin, form: {} })
    expect(leadsTo(answer)).toEqual([303, '/settings?done=armed'])
    expect(armedBy).toEqual([admin.email])
    const after = await house.read('/settings?done=armed', { as: admin })
    expect(after).toContain('This copy is armed')
    expect(after).not.toContain('restored copy')
  })

  test('say nothing of what did not happen', async () => {
    const house = await open()
    const page = await house.read('/settings', { as: await house.person('admin') })
    expect(page).not.toMatch(/is refused|Worth a look/)
  })
})
