import { describe, expect, onTestFinished, test } from 'vitest'
import { type House, openHouse } from './house.contract.ts'

async function open(): Promise<House> {
  const house = await openHouse()
  onTestFinished(() => house[Symbol.asyncDispose]())
  return house
}

const leadsTo = (response: Response) => [response.status, response.headers.get('location')]

describe('the shell of a page', () => {
  test('has the look that the browser asks for', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const root = async (cookies = '') => {
      const as = { ...admin, cookie: `${admin.cookie}${cookies}` }
      return /<html[^>]*>/.exec(await house.read('/', { as }))?.[0]
    }
    expect(await root()).toBe(
      '<html lang="en" data-theme="system" data-density="comfortable" data-shortcuts="on">',
    )
    const cookies = '; pharos_theme=dark; pharos_density=compact; pharos_shortcuts="><b>'
    expect(await root(cookies)).toBe(
      '<html lang="en" data-theme="dark" data-density="compact" data-shortcuts="on">',
    )
  })

  test('leads an admin to the settings, and nobody else', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const viewer = await house.person('viewer')
    expect(await house.read('/', { as: admin })).toContain('href="/settings"')
    expect(await house.read('/', { as: viewer })).not.toContain('href="/settings')
  })

  test('marks the place of a page, and the one that it stands below', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const current = async (path: string) =>
      [
        ...(await house.read(path, { as: admin })).matchAll(
          /<a href="([^"]*)" data-go="\w" aria-current="(\w+)"/g,
        ),
      ].map(([, href, how]) => [href, how])
    expect(await current('/')).toEqual([['/', 'page']])
    expect(await current('/services')).toEqual([['/services', 'page']])
    expect(await current('/services/new')).toEqual([['/services', 'true']])
  })
})

describe('the search', () => {
  test('finds services, in the palette and as a page', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const form = { name: 'Shop <b>', url: 'https://shop.example.com/', tags: 'team:web' }
    await house.ask('POST', '/services', { as: admin, form })
    for (const query of ['shop', 'team:web', 'example.com']) {
      const path = `/partials/palette?q=${query}`
      const part = await house.read(path, { as: admin, hx: true })
      expect(part).toContain('href="/services/1"')
      expect(part).toContain('Shop &lt;b&gt;')
      const page = await house.read(`/search?q=${query}`, { as: admin })
      expect(page).toContain('href="/services/1"')
      expect(leadsTo(await house.ask('GET', path, { as: admin }))).toEqual([
        303,
        `/search?q=${encodeURIComponent(query)}`,
      ])
    }
  })

  test('offers a viewer nothing that only an editor may do', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const viewer = await house.person('viewer')
    const palette = '/partials/palette?q=add'
    expect(await house.read(palette, { as: admin, hx: true })).toContain('href="/services/new"')
    expect(await house.read(palette, { as: viewer, hx: true })).not.toContain('/services/new')
  })
})

describe('a page for a refusal', () => {
  test('names the role that is needed and the one that is there', async () => {
    const house = await open()
    await house.person('admin')
    const viewer = await house.person('viewer')
    const page = await house.read('/services/new', { as: viewer })
    expect(page).toContain('This needs the role editor.')
    expect(page).toContain('viewer@example.com with the role viewer')
  })

  test('says what to do next', async () => {
    const house = await open()
    const admin = await house.person('admin')
    const page = await house.read('/services/99', { as: admin })
    expect(page).toContain('There is no service 99. The address may be wrong')
    expect(page).toContain('href="/">Go to the overview</a>')
  })

  test('offers to ask again for what failed, but not to send a form again', async () => {
    const house = await open()
    const admin = await house.person('admin')
    house.identity.tokens.list = () => Promise.reject(new Error('no'))
    expect(await house.read('/account?a=1', { as: admin })).toContain(
      'href="/account?a=1">Try again</a>',
    )
    house.services.create = () => Promise.reject(new Error('no'))
    const form = { name: 'api', url: 'https://api.example.com/' }
    const failed = await house.ask('POST', '/services', { as: admin, form })
    expect(failed.status).toBe(500)
    expect(await failed.text()).not.toContain('Try again')
  })
})
