import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ServiceId } from '../../../kernel/index.ts'
import { readAssets } from '../assets/index.ts'
import { createRender } from '../fragments/index.ts'
import type { PublicService } from './golden.ts'
import { createDress, shownMost } from './page.tsx'
import { hostileNames, publicService, snapshotWith, structureOf } from './sample.contract.ts'
import { createShow } from './show.tsx'

const readFile = (name: string) => readFileSync(join(import.meta.dirname, '..', name), 'utf8')
const dress = createDress(readFile, readAssets(readFile))
const newShow = () => createShow({ render: createRender(''), dress, origin: '' })
const showOf = (...services: PublicService[]) => newShow()(snapshotWith(services))

const many = (length: number): PublicService[] =>
  Array.from({ length }, (_, i) =>
    publicService({ id: (i + 1) as ServiceId, name: `service ${i}`, recent: 'u'.repeat(90) }),
  )

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
const targets = (message: string) =>
  [...message.matchAll(/hx-target="#([^"]+)"/g)].map(([, id]) => id)

describe('the page', () => {
  test('tells a state by shape, word and colour', () => {
    const { page } = showOf(publicService({ state: 'down' }))
    expect(page.text).toMatch(/<span class="s down"><svg[^>]*><use href="#down"><\/use><\/svg>Down/)
    expect(page.text).toContain('<symbol id="down"')
  })

  test('needs no script, no cookie and no other file to be read', () => {
    const { page } = showOf(publicService())
    expect(page.text).toContain('<noscript><meta http-equiv="refresh" content="60"/></noscript>')
    expect(page.text).not.toContain('stylesheet')
    expect(page.text).toContain(`<style>${dress.style}</style>`)
    expect(dress.policy).toMatch(/style-src 'sha256-[\w+/]{43}='/)
  })

  test('shows the worst of too many, and counts the others', () => {
    const services = many(10_000)
    const last = services[9_998]
    if (last !== undefined) services[9_998] = { ...last, state: 'down' }
    const began = performance.now()
    const { page, json, find } = showOf(...services)
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(page.text.match(/<li id="st-/g)).toHaveLength(shownMost)
    expect(page.text).toContain('id="st-9999"')
    expect(page.text).toContain('and 9,800 more')
    expect(page.text).toContain('Some services are down')
    expect(page.text.length).toBeLessThan(200_000)
    expect(JSON.parse(json.text)).toMatchObject({ total: 10_000, overall: { state: 'DOWN' } })
    expect(JSON.parse(json.text).services).toHaveLength(1_000)
    expect(find('10000')?.name).toBe('service 9999')
  })

  test('has a heading for each tag where there are several', () => {
    const { page } = showOf(
      publicService({ group: 'web' }),
      publicService({ id: 13 as ServiceId, group: 'mail' }),
    )
    expect([...page.text.matchAll(/<h2>([^<]*)/g)].map(([, title]) => title)).toEqual([
      'Maintenance',
      'web',
      'mail',
    ])
    expect(showOf(publicService()).page.text).not.toContain('<h2>public')
  })

  test('tells of planned work, and hides the place of it while there is none', () => {
    const window = {
      startsAt: 1_790_000_000_000,
      endsAt: null,
      active: true,
      services: ['api', 'web'],
      total: 5,
    }
    const { page } = newShow()(snapshotWith([publicService()], { windows: [window] }))
    expect(page.text).toContain('api, web and 3 more')
    expect(page.text).toContain('Under way')
    expect(page.text).not.toMatch(/id="st-windows"[^>]*hidden/)
    expect(showOf(publicService()).page.text).toMatch(/id="st-windows"[^>]*hidden/)
  })

  const plain = structureOf(showOf(publicService()).page.text)
  test.each(hostileNames)('takes %j for text', (name) => {
    const { page, json } = showOf(publicService({ name }))
    expect(structureOf(page.text)).toEqual(plain)
    expect(JSON.parse(json.text).services[0].name).toBe(name)
  })
})

describe('a message of the stream', () => {
  test('has the row that changed, and what is said above and below', () => {
    const show = newShow()
    const first = show(snapshotWith(many(3)))
    expect(first.message.step).toBeNull()
    const [a, b, c] = many(3)
    if (!(a && b && c)) throw new Error('three were made')
    const next = show(snapshotWith([a, { ...b, state: 'down' }, c]))
    expect(next.message.step?.from).toBe(first.edition)
    expect(targets(text(next.message.step?.bytes))).toEqual(['st-banner', 'st-2'])
    expect(text(next.message.step?.bytes)).toContain(`id: ${next.edition}\n`)
  })

  test('has the list when a service came', () => {
    const show = newShow()
    show(snapshotWith(many(2)))
    const { message } = show(snapshotWith(many(3)))
    expect(targets(text(message.step?.bytes))).toEqual(['st-list'])
  })

  test('as a whole has all parts, as the page that asks gets them', () => {
    const { message, parts } = showOf(...many(3))
    expect(targets(text(message.whole))).toEqual(['st-banner', 'st-windows', 'st-list', 'st-foot'])
    expect(text(message.whole)).toContain(parts.text.split('\n')[0])
  })

  test.each(hostileNames)('takes %j for text', (name) => {
    const { message } = showOf(publicService({ name }))
    const lines = text(message.whole).split('\n').filter(Boolean)
    expect(lines.every((line) => /^(id|data): /.test(line))).toBe(true)
    expect(lines.filter((line) => line.startsWith('id: '))).toHaveLength(1)
    expect(targets(text(message.whole))).toHaveLength(4)
  })
})
