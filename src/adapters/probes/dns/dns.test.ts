import { expect, test } from 'vitest'
import { Refusal } from '../../../kernel/index.ts'
import { missingOf } from './expected.ts'
import { dns } from './index.ts'
import { parseResolver } from './resolver.ts'
import { askedName } from './target.ts'

test.each([
  ['dns://Example.COM.', 'dns://example.com'],
  ['dns://bücher.example', 'dns://xn--bcher-kva.example'],
  ['dns://_sip._tcp.example.com', 'dns://_sip._tcp.example.com'],
  ['DNS://192.0.2.1/', 'dns://192.0.2.1'],
  ['dns://[2001:DB8::1]', 'dns://[2001:db8::1]'],
])('%j is normalised', (text, normalised) => {
  expect(dns.parse(text)).toBe(normalised)
  expect(dns.parse(normalised)).toBe(normalised)
})

test.each([
  'dns://',
  'dns://a..b',
  'dns://.a',
  'dns://example.com:53',
  'dns://example.com/path',
  'dns://example.com?type=A',
  `dns://${'a'.repeat(64)}.com`,
  `dns://${'a.'.repeat(130)}com`,
  'dns://exam ple.com',
])('S6 %j is refused', (text) => {
  expect(() => dns.parse(text)).toThrow(Refusal)
})

test('the PTR record of an address is that of its own name', () => {
  expect(askedName('192.0.2.1', 'PTR')).toBe('1.2.0.192.in-addr.arpa')
  expect(askedName('[2001:db8::1]', 'PTR')).toMatch(
    /^1\.0\.0\..*\.8\.b\.d\.0\.1\.0\.0\.2\.ip6\.arpa$/,
  )
  expect(askedName('[2001:db8::1]', 'PTR').split('.')).toHaveLength(34)
  expect(askedName('1.2.0.192.in-addr.arpa', 'PTR')).toBe('1.2.0.192.in-addr.arpa')
})

test.each([
  ['192.0.2.1', { host: '192.0.2.1', port: 53 }],
  ['192.0.2.1:5353', { host: '192.0.2.1', port: 5_353 }],
  ['::1', { host: '::1', port: 53 }],
  ['[::1]:5353', { host: '::1', port: 5_353 }],
  ['ns.example.com', { host: 'ns.example.com', port: 53 }],
  ['ns:0', null],
  ['ns:65536', null],
  ['user@ns', null],
])('the name server %j', (text, place) => {
  expect(parseResolver(text)).toEqual(place)
})

test.each([
  ['A', ['192.0.2.1'], null],
  ['A', ['192.0.2.9'], ['192.0.2.9']],
  ['MX', ['Mail.Example.'], null],
  ['MX', ['10 mail.example'], null],
  ['MX', ['20 mail.example'], ['20 mail.example']],
] as const)('a record of %s against what is expected, %j', (type, expected, missing) => {
  const values = {
    A: [{ text: '192.0.2.1' }],
    MX: [{ text: '10 mail.example', host: 'mail.example' }],
  }
  expect(missingOf(values[type], { type, expected, match: 'all' })).toEqual(missing)
})

test('addresses are compared, not their spelling', () => {
  const asked = { type: 'AAAA', expected: ['2001:0DB8:0::1'], match: 'all' } as const
  expect(missingOf([{ text: '2001:db8::1' }], asked)).toBeNull()
})
