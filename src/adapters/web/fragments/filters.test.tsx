import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Seq } from '../../../kernel/index.ts'
import { countOf } from '../board/counts.ts'
import { everything } from '../board/index.ts'
import { sampleService } from '../sample.contract.ts'
import { FilterForm, listPath, SortHead, Statuses, TagLinks } from './filters.tsx'
import { ListNote } from './list-note.tsx'
import { createRender } from './markup.tsx'

const render = createRender('/a/icons.svg')
const seq = 7 as Seq

test('the address of a list leaves out what is default', () => {
  expect(listPath({})).toBe('/services')
  expect(listPath({ status: 'down', tag: 'eu/1' })).toBe('/services?status=down&tag=eu%2F1')
})

describe('the links to statuses', () => {
  const counts = countOf([sampleService({ status: 'down', reason: 'timeout' }), sampleService()])

  test('tell how many have each, keep the rest of the filter, and begin at the first page', () => {
    const query = { ...everything, q: 'api', page: 3 }
    const markup = render(<Statuses query={query} counts={counts} seq={seq} />)
    expect(markup).toMatch(/^<nav id="services-statuses" class="facets" data-rev="7"/)
    expect(markup).toContain('<a href="/services?q=api&amp;status=down" data-some="true">')
    expect(markup).toContain('<a href="/services?q=api" aria-current="true">All <b>2</b></a>')
    expect(markup).not.toContain('Timeout')
  })

  test('name a group of the overview while it is chosen', () => {
    const query = { ...everything, status: 'timeout' } as const
    const markup = render(<Statuses query={query} counts={counts} seq={seq} />)
    expect(markup).toMatch(/aria-current="true"[^>]*><svg.*?<\/svg>Timeout <b>1<\/b>/)
  })
})

test('the chosen tag is among the links even when few services have it', () => {
  const query = { ...everything, tag: 'rare' }
  const markup = render(<TagLinks query={query} tags={['shop']} seq={seq} />)
  expect(markup).toContain('<a href="/services?tag=rare" aria-current="true">rare</a>')
  expect(render(<TagLinks query={everything} tags={[]} seq={seq} />)).toContain('hidden=""')
})

test('the head of the column that a list is ordered by leads to the opposite order', () => {
  const head = (query: typeof everything) =>
    render(
      <SortHead query={query} sort="response" class="c-time">
        Response
      </SortHead>,
    )
  expect(head(everything)).toBe(
    '<th scope="col" class="c-time"><a href="/services?sort=response">Response</a></th>',
  )
  expect(head({ ...everything, sort: 'response' })).toMatch(
    /aria-sort="descending"><a href="\/services\?sort=response&amp;dir=asc">/,
  )
})

test.each([
  [{ total: 12, all: 12 }, '<p>12 services</p>'],
  [{ total: 1, all: 12, query: { ...everything, q: 'x' } }, '<p>1 service, of 12 in all</p>'],
  [{ total: 0, all: 12, query: { ...everything, q: 'x' } }, '<p>None of 12 services</p>'],
  [{ total: 0, all: 0 }, '<p></p>'],
  [{ total: 10_000, all: 10_000 }, '<p>1–100 of 10,000 services</p>'],
  [{ total: 150, all: 150, query: { ...everything, page: 9 } }, '<p>101–150 of 150 services</p>'],
  [
    { total: 10_000, all: 10_000, place: 'overview', size: 50 } as const,
    '<p>Showing 50 of 10,000, the worst</p>',
  ],
  [{ total: 101, all: 101, fit: 'changed' } as const, 'The list has changed.'],
  [{ total: 101, all: 101, fit: 'unknown' } as const, 'The list may have changed.'],
])('the note of a list with %j says %s', (differs, text) => {
  const props = { place: 'services', query: everything, size: 100, fit: 'same', seq } as const
  expect(render(<ListNote {...props} {...differs} />)).toContain(text)
})

test('what somebody searches for is inert, whatever it is', () => {
  const shape = (q: string) =>
    render(<FilterForm query={{ ...everything, q }} />).match(/<\/?[a-z][^>]*?(?=\s|>|\/)/g)
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (q) => {
      expect(shape(q)).toEqual(shape('api'))
    }),
  )
  expect(shape('"><script>alert(1)</script>')).toEqual(shape('api'))
})
