import { describe, expect, onTestFinished, test } from 'vitest'
import { invalid, Refusal } from '../../kernel/index.ts'
import { formOf } from './form.contract.ts'
import { openHouse } from './house.contract.ts'
import type { Tried } from './pages/index.ts'

async function open(differs: Parameters<typeof openHouse>[0] = {}) {
  const house = await openHouse(differs)
  onTestFinished(() => house[Symbol.asyncDispose]())
  const admin = await house.person('admin')
  return { house, admin }
}

const api = { name: 'api', url: 'https://api.example.com/health' }
const actor = { userId: null, label: 'test', requestId: null }
const all = { page: 1, limit: 1, search: null, status: null } as const

const found: Tried = {
  status: 'down',
  reason: 'bad_status',
  message: 'expected 200-299, got 500 <b>Oops</b>',
  phases: { dnsMs: 1, connectMs: 2, tlsMs: null, firstByteMs: 40, totalMs: 50 },
  evidence: { status: 500, content_type: '<i>' },
  target: api.url,
}

describe('a test without saving', () => {
  test('gives htmx the result, with the text of the target escaped', async () => {
    const { house, admin } = await open({ tryOut: async () => found })
    const answer = await house.ask('POST', '/services/try', { as: admin, hx: true, form: api })
    expect(answer.status).toBe(200)
    const text = await answer.text()
    expect(text).toMatch(/^<section id="try-result"/)
    expect(text).toContain('bad status')
    expect(text).toContain('got 500 &lt;b&gt;Oops&lt;/b&gt;')
    expect(text).toContain('<dt>content type</dt><dd>&lt;i&gt;</dd>')
    expect(text).toMatch(/First byte<\/span>.*40 <small>ms/s)
    expect((await house.services.list(all)).total).toBe(0)
  })

  test('without a script is the form again, with the result and what was typed', async () => {
    const asked: unknown[] = []
    const tryOut = async (input: unknown) => {
      asked.push(input)
      return found
    }
    const { house, admin } = await open({ tryOut })
    const blank = formOf(await house.read('/services/new', { as: admin }), '/services')
    const form = { ...blank, url: api.url, tags: 'eu' }
    const page = await house.read('/services/new', { as: admin })
    expect(page).toContain('formaction="/services/try"')
    const answer = await house.ask('POST', '/services/try', { as: admin, form })
    const text = await answer.text()
    expect(text).toContain('Nothing is saved')
    expect(formOf(text, '/services')).toMatchObject({ tags: 'eu', name: '', _idem: blank._idem })
    expect(asked).toMatchObject([{ url: api.url, config: { method: 'GET' } }])
  })

  test('of a service that exists keeps the version that its form is about', async () => {
    const { house, admin } = await open({ tryOut: async () => found })
    const { value } = await house.services.create(api, actor)
    const edit = formOf(await house.read('/services/1/edit', { as: admin }), '/services/1')
    await house.services.patch(value.id, { input: { name: 'theirs' }, expectedRev: 1 }, actor)
    const form = { ...edit, tags: 'eu' }
    const answer = await house.ask('POST', '/services/try', { as: admin, form })
    expect(formOf(await answer.text(), '/services/1')).toMatchObject({ _rev: '1', tags: 'eu' })
  })

  test('says whose stored secrets a mask stands for, where the service exists', async () => {
    const presents: unknown[] = []
    const tryOut = async (_input: unknown, _signal: AbortSignal, present: unknown) => {
      presents.push(present)
      return found
    }
    const { house, admin } = await open({ tryOut })
    await house.services.create(api, actor)
    const edit = formOf(await house.read('/services/1/edit', { as: admin }), '/services/1')
    await house.ask('POST', '/services/try', { as: admin, hx: true, form: edit })
    await house.ask('POST', '/services/try', { as: admin, hx: true, form: api })
    expect(presents).toMatchObject([{ id: 1, url: api.url }, null])
  })

  test('that cannot be done says why, at the fields', async () => {
    const tryOut = () => Promise.reject(invalid([{ path: 'url', message: 'is no valid URL' }]))
    const { house, admin } = await open({ tryOut })
    const answer = await house.ask('POST', '/services/try', { as: admin, hx: true, form: {} })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('<li>Address is no valid URL</li>')
  })

  test('that would be one too many is refused in its place', async () => {
    const busy = new Refusal('too_many_requests', '4 tests are running already')
    const { house, admin } = await open({ tryOut: () => Promise.reject(busy) })
    const answer = await house.ask('POST', '/services/try', { as: admin, hx: true, form: api })
    expect(await answer.text()).toContain('4 tests are running already')
  })

  test('is not for viewers', async () => {
    const { house } = await open({ tryOut: async () => found })
    const viewer = await house.person('viewer')
    const answer = await house.ask('POST', '/services/try', { as: viewer, form: api })
    expect(answer.status).toBe(403)
  })
})

describe('a pasted list', () => {
  const list = [
    'https://a.example/health',
    'Shop, https://b.example',
    '',
    'nonsense',
    'tcp://db.example:5432 Database',
    'HTTPS://A.example/health',
    'gopher://c.example',
  ].join('\r\n')

  test('is added line by line, and what was refused stays in the box', async () => {
    const { house, admin } = await open()
    const blank = formOf(await house.read('/services/paste', { as: admin }), '/services/paste')
    const answer = await house.ask('POST', '/services/paste', {
      as: admin,
      form: { ...blank, list },
    })
    expect(answer.status).toBe(200)
    const text = await answer.text()
    expect(text).toContain('3 added, 1 already watched, 2 refused.')
    expect(formOf(text, '/services/paste').list).toBe('nonsense\ngopher://c.example')
    expect(text).toContain('<td class="num">4</td>')
    const { items } = await house.services.list({ ...all, limit: 10 })
    expect(items.map(({ name }) => name).sort()).toEqual(['Database', 'Shop', 'a.example/health'])
  })

  test('that is sent twice is added once', async () => {
    const { house, admin } = await open()
    const blank = formOf(await house.read('/services/paste', { as: admin }), '/services/paste')
    const form = { ...blank, list }
    await Promise.all([
      house.ask('POST', '/services/paste', { as: admin, form }),
      house.ask('POST', '/services/paste', { as: admin, form }),
    ])
    expect((await house.services.list(all)).total).toBe(3)
  })

  test('has at most 200 lines at once; the others stay', async () => {
    const { house, admin } = await open()
    const lines = Array.from({ length: 203 }, (_, index) => `https://a.example/${index}`)
    const form = { list: lines.join('\n') }
    const answer = await house.ask('POST', '/services/paste', { as: admin, hx: true, form })
    const text = await answer.text()
    expect(text).toMatch(/^<section id="paste"/)
    expect(text).toContain('200 added, 3 refused.')
    expect(formOf(text, '/services/paste').list).toBe(lines.slice(200).join('\n'))
  })

  test('of very many lines is answered in few words, and loses none of them', async () => {
    const { house, admin } = await open()
    const many = 'x\n'.repeat(20_000).trim()
    const answer = await house.ask('POST', '/services/paste', { as: admin, form: { list: many } })
    const text = await answer.text()
    expect(text).toContain('0 added, 20000 refused.')
    expect(formOf(text, '/services/paste').list).toBe(many)
    expect(text.length).toBeLessThan(200_000)
  })

  test('without an address is refused at the box', async () => {
    const { house, admin } = await open()
    const answer = await house.ask('POST', '/services/paste', { as: admin, form: { list: ' \n' } })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('id="f-list-error"')
  })

  test('stops where the store goes away, and keeps the rest', async () => {
    const { house, admin } = await open()
    const { create } = house.services
    let calls = 0
    house.services.create = (...given) => {
      calls += 1
      if (calls > 1) return Promise.reject(new Refusal('unavailable', 'The store is away'))
      return create(...given)
    }
    const form = { list: 'https://a.example\nhttps://b.example\nhttps://c.example' }
    const answer = await house.ask('POST', '/services/paste', { as: admin, form })
    const text = await answer.text()
    expect(text).toContain('1 added, 2 refused.')
    expect(calls).toBe(2)
    expect(formOf(text, '/services/paste').list).toBe('https://b.example\nhttps://c.example')
  })
})
