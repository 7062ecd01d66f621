import { describe, expect, test } from 'vitest'
import type { ServiceId } from '../../../kernel/index.ts'
import { badgeOf } from './badge.ts'
import { hostileNames, publicService, snapshotWith, structureOf } from './sample.contract.ts'
import { createFinder, slugOf } from './slug.ts'

const wordsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text)

describe('a badge', () => {
  test('says the name and the state', () => {
    expect(wordsOf(badgeOf(publicService(), 'state', false))).toEqual(['api', 'operational'])
    const down = publicService({ state: 'down' })
    expect(wordsOf(badgeOf(down, 'state', false))).toEqual(['api', 'down'])
  })

  test('says the uptime where that is asked for', () => {
    const uptime = { day: 1, week: 1, month: 0.9995, days: [] }
    expect(wordsOf(badgeOf(publicService({ uptime }), 'uptime', false))).toEqual([
      'api uptime',
      '99.95 %',
    ])
    const fresh = publicService({ recent: '' })
    expect(wordsOf(badgeOf(fresh, 'uptime', false))).toEqual(['api uptime', 'no data'])
  })

  test('claims nothing while newer data cannot be read', () => {
    const badge = badgeOf(publicService(), 'state', true)
    expect(wordsOf(badge)).toEqual(['api', 'unknown'])
  })

  const plain = structureOf(badgeOf(publicService(), 'state', false))
  test.each(hostileNames)('takes %j for text', (name) => {
    for (const metric of ['state', 'uptime'] as const) {
      const badge = badgeOf(publicService({ name }), metric, false)
      expect(structureOf(badge)).toEqual(plain)
      // Characters that XML forbids make the whole picture unreadable: XML 1.0, 2.2.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
      expect(badge).not.toMatch(/[\u0000-\u001f\ufffe\uffff]|&(?!amp;|lt;|gt;|quot;|#39;)/)
      expect(badge.isWellFormed()).toBe(true)
      expect(badge.length).toBeLessThan(2_000)
    }
  })
})

describe('the key of a badge', () => {
  test.each([
    ['My API (EU)', 'my-api-eu'],
    ['  Zürich – Büro  ', 'zurich-buro'],
    ['データ', 'データ'],
    ['!!!', ''],
    ['../../etc/passwd', 'etc-passwd'],
    ['x'.repeat(100), 'x'.repeat(64)],
  ])('of %j is %j', (name, slug) => expect(slugOf(name)).toBe(slug))

  test('is an id before it is a slug, and of two equal slugs the older service has it', () => {
    const find = createFinder(
      snapshotWith([
        publicService({ id: 9 as ServiceId, name: 'API' }),
        publicService({ id: 3 as ServiceId, name: 'api' }),
        publicService({ id: 4 as ServiceId, name: '9' }),
      ]),
    )
    expect(find('api')?.id).toBe(3)
    expect(find('9')?.id).toBe(9)
    expect(find('4')?.name).toBe('9')
    for (const key of ['', '5', 'API', '__proto__', 'constructor']) {
      expect(find(key)).toBeUndefined()
    }
  })
})
