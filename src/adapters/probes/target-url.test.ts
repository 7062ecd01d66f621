import { describe, expect, test } from 'vitest'
import { Refusal } from '../../kernel/index.ts'
import { http } from './http/index.ts'

test.each([
  ['https://Example.COM', 'https://example.com/'],
  [' http://example.com:80/a?b=c#d ', 'http://example.com/a?b=c'],
  ['HTTP://bücher.example/grün', 'http://xn--bcher-kva.example/gr%C3%BCn'],
  ['http://[::1]:8080', 'http://[::1]:8080/'],
])('%j is normalised', (text, normalised) => {
  expect(http.parse(text)).toBe(normalised)
  expect(http.parse(normalised)).toBe(normalised)
})

// The guard of addresses sees the address itself, whatever way it was written.
test.each([
  'http://127.1/',
  'http://0x7f.1/',
  'http://2130706433/',
  'http://017700000001/',
  'http://①②⑦.⓪.⓪.①/',
])('S1 %s is 127.0.0.1', (text) => {
  expect(http.parse(text)).toBe('http://127.0.0.1/')
})

describe('S6 refused at the field url', () => {
  test.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'http://user:word@example.com/',
    'http://user@example.com/',
    'http://example.com/\r\nHost: x',
    'http://exam\tple.com/',
    'http://example.com/\0',
    'http://example.com\\@127.0.0.1/',
    'http://example.com:0/',
    'http://example.com:65536/',
    'http:///example.com/',
    'http:example.com',
    'http://',
    'http://?a',
    'http://exa mple.com/',
    'http://[fe80::1%25eth0]/',
    `http://example.com/${'a'.repeat(2_048)}`,
    '',
  ])('%j', (text) => {
    let refused: unknown
    try {
      http.parse(text)
    } catch (error) {
      refused = error
    }
    expect(refused).toBeInstanceOf(Refusal)
    expect(refused).toMatchObject({ code: 'invalid', fields: [{ path: 'url' }] })
  })
})

test('the refusal of a password does not repeat it', () => {
  expect(() => http.parse('http://user:hunter2@example.com/')).toThrow(/^(?!.*hunter2).+$/)
})
