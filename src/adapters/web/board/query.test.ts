import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  everything,
  type ListQuery,
  listText,
  parseListQuery,
  sorts,
  statusChoices,
} from './query.ts'

const read = (text: string): ListQuery => {
  const params = new URLSearchParams(text)
  return parseListQuery((name) => params.get(name) ?? undefined)
}

describe('the query of a list', () => {
  test.each([
    ['', {}],
    ['status=down&tag=shop', { status: 'down', tag: 'shop' }],
    ['q=%20api%0A', { q: 'api' }],
    ['sort=name', { sort: 'name', dir: 'asc' }],
    ['sort=name.desc', { sort: 'name', dir: 'desc' }],
    ['sort=response&dir=asc&page=3', { sort: 'response', dir: 'asc', page: 3 }],
    ['status=DOWN&sort=colour&dir=up&page=-1&tag=two%20words&x=y', {}],
    ['sort=toString', {}],
    ['tag=Shop', { tag: 'shop' }],
  ])('is read out of %j, and what is not known is left at its default', (text, differs) => {
    expect(read(text)).toEqual({ ...everything, ...differs })
  })

  test('is written in one order without its defaults', () => {
    const query = {
      q: 'a&b',
      status: 'up',
      tag: 'eu/1',
      sort: 'name',
      dir: 'desc',
      page: 2,
    } as const
    expect(listText(query)).toBe('q=a%26b&status=up&tag=eu%2F1&sort=name&dir=desc&page=2')
    expect(listText(everything)).toBe('')
    expect(listText({ sort: 'name' })).toBe('sort=name')
  })

  test('of any text is one that is written as it is read', () => {
    const param = fc.tuple(
      fc.constantFrom('q', 'status', 'tag', 'sort', 'dir', 'page', 'other'),
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(...statusChoices, ...Object.keys(sorts), 'asc', 'desc', '2', 'shop'),
      ),
    )
    fc.assert(
      fc.property(fc.array(param), (params) => {
        const query = parseListQuery((name) => params.find(([other]) => other === name)?.[1])
        expect(read(listText(query))).toEqual(query)
        expect([...query.q].length).toBeLessThanOrEqual(100)
      }),
    )
  })
})
