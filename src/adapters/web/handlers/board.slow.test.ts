import { describe, expect, onTestFinished, test } from 'vitest'
import { openHouse } from '../house.contract.ts'
import { openTab, targetsOf } from '../live/tab.contract.ts'

const actor = { userId: null, label: 'test', requestId: null }
const url = 'https://api.example.com/health'

async function open(names: readonly string[] = []) {
  const house = await openHouse()
  onTestFinished(() => house[Symbol.asyncDispose]())
  const admin = await house.person('admin')
  for (const name of names) {
    const tags = name.startsWith('shop') ? ['shop'] : []
    await house.services.create({ name, url, tags }, actor)
  }
  const read = (path: string, how = {}) => house.read(path, { as: admin, ...how })
  while (!(await read('/')).includes(`data-total="${names.length}"`));
  return { ...house, admin, read }
}

const namesIn = (markup: string): string[] =>
  [...markup.matchAll(/<a href="\/services\/\d+">([^<]*)<\/a>/g)].map(([, name = '']) => name)

const many = Array.from({ length: 101 }, (_, i) => `s${i}`)

describe('the list of services', () => {
  test('shows what its address asks for, and says so', async () => {
    const { read } = await open(['shop b', 'mail', 'shop a'])
    const markup = await read('/services?q=SHOP&sort=name&dir=desc&colour=red')
    expect(namesIn(markup)).toEqual(['shop b', 'shop a'])
    expect(markup).toContain('Only text “SHOP”')
    expect(markup).toContain('<a href="/services?sort=name&amp;dir=desc">Clear filters</a>')
    expect(markup).toContain('<p>2 services, of 3 in all</p>')
    expect(markup).toContain('<th scope="col" class="c-name" aria-sort="descending">')
    expect(namesIn(await read('/services?tag=shop&status=unknown'))).toHaveLength(2)
    expect(namesIn(await read('/services?status=down'))).toEqual([])
  })

  test('asks its stream for exactly what it shows', async () => {
    const { read } = await open(many)
    const topicsOf = (markup: string) => /\/stream\?t=([^&]*)/.exec(markup)?.[1]
    expect(topicsOf(await read('/services?q=s1&status=unknown'))).toBe(
      'health,list:q=s1;status=unknown',
    )
    expect(topicsOf(await read('/services?page=2'))).toMatch(/^health,list:page=2,svc:\d+$/)
    expect(topicsOf(await read('/'))).toMatch(/^health,top,svc:(\d+\.){49}\d+,ci$/)
  })

  test('has pages, and says where it is', async () => {
    const { read } = await open(many)
    const first = await read('/services?sort=name')
    expect(namesIn(first)).toHaveLength(100)
    expect(first).toContain('1–100 of 101 services')
    expect(first).toContain('<a href="/services?sort=name&amp;page=2" rel="next">')
    const second = await read('/services?sort=name&page=7')
    expect(namesIn(second)).toEqual(['s100'])
    expect(second).toContain('<a href="/services?sort=name" rel="prev">')
    expect(second).toContain('Page 2 of 2')
    const overview = await read('/')
    expect(namesIn(overview)).toHaveLength(50)
    expect(overview).toContain('Showing 50 of 101, the worst')
  })

  test('leads an editor without services to the first one, and a viewer to nobody', async () => {
    const { read, person } = await open()
    expect(await read('/services')).toContain('action="/services/paste"')
    const viewer = await person('viewer')
    const markup = await read('/services', { as: viewer })
    expect(markup).toContain('An editor can add the first one')
    expect(markup).not.toMatch(/\/services\/(paste|new|bulk)/)
    expect(await read('/services?q=x')).toContain('Clear filters')
  })

  test('gives its parts for the same query, and a browser that opens them the page', async () => {
    const { read, ask, admin } = await open(['shop', 'mail'])
    for (const path of ['/partials/services-table', '/partials/services']) {
      const part = await read(`${path}?tag=shop`, { hx: true })
      expect(namesIn(part)).toEqual(['shop'])
      const page = await ask('GET', `${path}?tag=shop&page=1`, { as: admin })
      expect(page.status).toBe(303)
      expect(page.headers.get('location')).toBe('/services?tag=shop')
    }
    expect(await read('/partials/services-table', { hx: true })).toMatch(
      /^<section id="p-services"/,
    )
    expect(await read('/partials/services', { hx: true })).toMatch(/^<tbody id="services-body"/)
    expect(await read('/partials/dashboard-stats', { hx: true })).toMatch(/^<section id="p-health"/)
  })
})

test('the stream of a filtered list brings what comes into it and takes away what leaves it', async () => {
  const { read, admin, services, listen } = await open(['shop', 'mail'])
  const query = /\/stream\?([^"]*)"/.exec(await read('/services?tag=shop'))?.[1] ?? ''
  const tab = await openTab(await listen(), { as: admin, query: query.replaceAll('&amp;', '&') })
  onTestFinished(() => tab[Symbol.asyncDispose]())
  const { value: mail } = await services.create({ name: 'new', url, tags: ['shop'] }, actor)
  const came = await tab.change()
  expect(targetsOf(came)).toContain('beforeend #services-body:not(:has(#svc-3))')
  expect(came.data).toContain('<p>2 services, of 3 in all</p>')
  await services.patch(mail.id, { input: { tags: [] }, expectedRev: mail.rev }, actor)
  const left = await tab.change()
  expect(targetsOf(left)).toContain('delete #svc-3')
  expect(left.data).toContain('<p>1 service, of 3 in all</p>')
  expect(left.data).not.toContain('<tr')
})
