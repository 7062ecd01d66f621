import { describe, expect, test } from 'vitest'
import type { ServiceId } from '../../../kernel/index.ts'
import { feedOf } from './atom.ts'
import type { PublicChange } from './golden.ts'
import { hostileNames, snapshotWith, structureOf } from './sample.contract.ts'

const change = (differs: Partial<PublicChange> = {}): PublicChange => ({
  id: 12 as ServiceId,
  name: 'api',
  seq: 7,
  at: 1_790_000_000_000,
  from: 'up',
  to: 'down',
  ...differs,
})

const feed = (changes: readonly PublicChange[], origin = 'https://status.example.com') =>
  feedOf(snapshotWith([], { changes: [...changes] }), { origin })

const idsOf = (text: string) => [...text.matchAll(/<id>(.*?)<\/id>/g)].map(([, id]) => id)

describe('the feed', () => {
  test('has what RFC 4287 asks of a feed and of an entry, in its namespace', () => {
    const text = feed([change()])
    expect(structureOf(text)).toEqual([
      '?xml version encoding',
      'feed xmlns',
      ...['id', '/id', 'title', '/title', 'updated', '/updated'],
      ...['author', 'name', '/name', '/author'],
      ...['link rel type href', 'link rel type href'],
      ...['entry', 'id', '/id', 'title', '/title', 'updated', '/updated'],
      ...['link rel type href', 'content type', '/content', '/entry'],
      '/feed',
    ])
    expect(text).toContain('<title>api: Down</title>')
    expect(text).toContain('api went from operational to down.')
    expect(text).toContain('<updated>2026-09-21T14:13:20Z</updated>')
    expect(text).toContain('href="https://status.example.com/status#st-12"')
  })

  test('gives each change an id that stays, and no two the same', () => {
    const [first, second] = [change(), change({ seq: 9 })]
    expect(idsOf(feed([first, second]))).toEqual(idsOf(feed([first, second])))
    const ids = idsOf(feed([first, second]))
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) {
      expect(id).toMatch(
        /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
    }
    expect(idsOf(feed([first], 'https://other.example.com'))).not.toContain(ids[1])
    // A service that gets another name has the same past.
    expect(idsOf(feed([change({ name: 'new' })]))[1]).toBe(ids[1])
  })

  test('is a feed also while nothing happened', () => {
    expect(feed([])).toContain('<updated>1970-01-01T00:00:00Z</updated>')
  })

  const plain = structureOf(feed([change()]))
  test.each(hostileNames)('takes %j for text', (name) => {
    const text = feed([change({ name })])
    expect(structureOf(text)).toEqual(plain)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\ufffe\uffff]/)
  })
})
