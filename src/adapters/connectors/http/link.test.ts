import { expect, test } from 'vitest'
import { lastPage, nextLink, parseLinks } from './link.ts'

const header = (link: string) => new Headers({ link })

test('the next page and the number of the last one are read as GitHub writes them', () => {
  const headers = header(
    '<https://api.github.com/repositories/1000/issues?per_page=3&page=2>; rel="next", <https://api.github.com/repositories/1000/issues?per_page=3&page=5>; rel="last"',
  )
  expect(nextLink(headers)).toBe(
    'https://api.github.com/repositories/1000/issues?per_page=3&page=2',
  )
  expect(lastPage(headers)).toBe(5)
})

test.each([
  ['<a>;rel=next', 'a'],
  ['<a>; REL="Next"', 'a'],
  ['<a>; title="x, <b>; rel=\\"next"; rel="prev next"', 'a'],
  ['<a>; rel="last", , <b,c;d>; rel="next";', 'b,c;d'],
  ['<a>; rel="last"; rel="next"', null],
  ['<a>; rel="next"; anchor="#other"', null],
  ['<a>; rel="nextish"', null],
  ['', null],
])('RFC 8288: %s leads to %s', (link, next) => {
  expect(nextLink(header(link))).toBe(next)
})

test('a header that cannot be read is a fault, since the list would seem to end there', () => {
  for (const link of ['nonsense', '<a; rel="next"', '<a>; rel="next', '<a> <b>']) {
    expect(() => parseLinks(link)).toThrow('Link header')
  }
  expect(() => parseLinks('<a>; rel="next", '.repeat(2_000))).toThrow('Link header')
})

test('a relative link stays as it is, or starts from the answer that it came with', () => {
  const headers = header('</api/v4/projects?page=2>; rel="next"')
  expect(nextLink(headers)).toBe('/api/v4/projects?page=2')
  expect(nextLink(headers, 'https://host/api/v4/projects')).toBe(
    'https://host/api/v4/projects?page=2',
  )
})

test('a last page without a number is none', () => {
  expect(lastPage(header('<https://h/x?per_page=1>; rel="last"'))).toBeNull()
  expect(lastPage(new Headers())).toBeNull()
})
