import { expect, test } from 'vitest'
import { addressOf, baseOf, nameOf, redirectTo } from './address.ts'

const base = baseOf('https://user:word@host.example/jenkins//?x=1#y')

test('paths are below the path of the base, with or without a slash before them', () => {
  expect(base.href).toBe('https://host.example/jenkins/')
  expect(addressOf(base, '/job/a%2Fb/api/json', { tree: 'a[b]', no: undefined }).href).toBe(
    'https://host.example/jenkins/job/a%2Fb/api/json?tree=a%5Bb%5D',
  )
  expect(addressOf(base, 'job/x').href).toBe('https://host.example/jenkins/job/x')
})

test('an absolute address of the same origin is taken, without what is not sent', () => {
  expect(addressOf(base, 'https://a:b@host.example/repositories/1?page=2#z').href).toBe(
    'https://host.example/repositories/1?page=2',
  )
})

test.each([
  'https://evil.example/x',
  'http://host.example/x',
  'https://host.example:8443/x',
  '//evil.example/x',
  'https://host.example.evil.example/x',
  'https://host.example@evil.example/x',
])('%s is another host', (path) => {
  expect(() => addressOf(base, path)).toThrow(expect.objectContaining({ kind: 'foreign_host' }))
})

test('dots do not lead out of the base', () => {
  for (const path of ['../x', 'job/../../x', 'job/%2e%2e/%2e%2e/x']) {
    expect(() => addressOf(base, path)).toThrow('out of the base')
  }
})

test('a redirect is relative to where it comes from, and stays at home', () => {
  const from = new URL('https://host.example/jenkins/job/a')
  expect(redirectTo(from, '../b').href).toBe('https://host.example/jenkins/b')
  expect(() => redirectTo(from, '//evil.example')).toThrow('evil.example')
})

test('an address that is no HTTP URL is a setting that cannot work', () => {
  for (const text of ['nonsense', 'ftp://host/']) {
    expect(() => baseOf(text)).toThrow(expect.objectContaining({ kind: 'misconfigured' }))
  }
})

test('a call is named without its query', () => {
  expect(nameOf('GET', new URL('https://h/a/b?token=x'))).toBe('GET /a/b')
  expect(nameOf('GET', new URL(`https://h/${'a'.repeat(1_000)}`)).length).toBeLessThan(210)
})
