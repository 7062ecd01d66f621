import { describe, expect, test } from 'vitest'
import { refusalOf } from '../../kernel/world.contract.ts'
import { parseDraft, parsePatch } from './draft.ts'
import { aService } from './examples.contract.ts'
import { parseTag } from './tags.ts'

const defaults = { intervalMs: 30_000 }
const least = { name: 'api', url: 'https://example.com/health' }
const tagsOf = (tags: unknown) => parseDraft({ ...least, tags }, defaults).tags
const refused = (tags: unknown) => refusalOf(() => tagsOf(tags)).fields

describe('the tags of a service', () => {
  test('are none when nothing is said of them', () => {
    expect(parseDraft(least, defaults).tags).toEqual([])
    for (const none of [[], '', ' , ,']) expect(tagsOf(none)).toEqual([])
  })

  test.each([
    ['commas', 'shop,eu,web'],
    ['spaces', ' shop  eu\tweb\n'],
    ['both', 'shop, eu, , web'],
  ])('are parted by %s in one text', (_what, text) => {
    expect(tagsOf(text)).toEqual(['shop', 'eu', 'web'])
  })

  test('are in lower case, once each, in the order in which they came', () => {
    expect(tagsOf(['Web', 'shop', 'WEB', ' web '])).toEqual(['web', 'shop'])
  })

  test.each(['v1.2', 'a_b', 'a-b', 'team:web', 'eu/west-1', '7', 'größe', '東京', 'x'.repeat(32)])(
    'may be %s',
    (tag) => {
      expect(tagsOf([tag])).toEqual([tag])
    },
  )

  test.each([
    '',
    ' ',
    'a b',
    'a,b',
    'x'.repeat(33),
    '#shop',
    '<b>',
    'a"b',
    '\u0000',
    '🚀',
    'x'.repeat(101),
  ])('may not be %j', (tag) => {
    expect(refused([tag]).length).toBe(1)
    expect(refused([tag])[0]?.path).toMatch(/^tags/)
  })

  test('that are wrong are named in what is said', () => {
    expect(refused('shop #eu')).toEqual([
      { path: 'tags', message: '"#eu" is not a tag: 1 to 32 letters, digits and ._:/-' },
    ])
  })

  test('are at most twenty', () => {
    const many = Array.from({ length: 21 }, (_, i) => `t${i}`)
    expect(tagsOf(many.slice(1))).toHaveLength(20)
    expect(tagsOf([...many.slice(1), 'T1'])).toHaveLength(20)
    expect(refused(many)).toEqual([{ path: 'tags', message: 'must be at most 20 tags' }])
    expect(refused('x'.repeat(1_001))[0]?.path).toBe('tags')
  })

  test.each([5, null, true, {}, [5], [['shop']]])('are not %j', (tags) => {
    expect(refused(tags)[0]?.path).toMatch(/^tags/)
  })

  test('stay in a change that says nothing of them', () => {
    const present = aService({ tags: ['shop'] })
    expect(parsePatch({ name: 'other' }, present).tags).toEqual(['shop'])
    expect(parsePatch({ tags: '' }, present).tags).toEqual([])
    expect(parsePatch({ tags: ['eu'] }, present).tags).toEqual(['eu'])
  })
})

test('a single tag is read as lists are', () => {
  expect(parseTag(' Team:Web ')).toBe('team:web')
  for (const none of ['', 'a b', 'x'.repeat(33)]) expect(parseTag(none)).toBeNull()
})
