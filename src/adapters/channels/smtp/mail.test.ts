import { expect, test } from 'vitest'
import { aChange, aDigest, aLetter, hostile } from '../letters.contract.ts'
import { parseAddress } from './address.ts'
import { mailOf, threadOf } from './mail.ts'

test('a mail says the same in text and in HTML', () => {
  const { subject, text, html } = mailOf(aLetter({}))
  expect(subject).toBe('Shop API is down')
  for (const part of [text, html]) {
    expect(part).toContain('Unexpected status: answered 503, 200-299 was expected')
    expect(part).toContain('https://pharos.example/services/7')
  }
  expect(html).toContain('color-scheme')
  expect(html).not.toMatch(/(?<!-)color:|<img|<script|<style/)
})

test('N1 what others wrote is text, in HTML too', () => {
  const template = "{% include '/etc/passwd' %}{{ 7*7 }}${7*7}<%= 7*7 %>"
  const { html, text } = mailOf(aLetter({}, aChange({ name: hostile, message: template })))
  expect(html).not.toMatch(/<b onclick|<\/title>/)
  expect(html).toContain('&lt;b onclick=x&gt;&amp;&quot;&#39;')
  expect(text).toContain(template)
})

test('a digest of a thousand names every one', () => {
  const { text, html } = mailOf(aLetter({}, aDigest(1_000)))
  expect(text.match(/service \d+ is down/g)).toHaveLength(1_000)
  expect(html.match(/<li>/g)).toHaveLength(1_000)
})

test('a digest too long for a mail counts what it leaves out', () => {
  const { text } = mailOf(aLetter({}, aDigest(10_000)))
  expect(text.length).toBeLessThan(256 * 1_024)
  const named = text.match(/service \d+ is down/g)?.length ?? 0
  expect(named + Number(/and (\d+) more/.exec(text)?.[1])).toBe(10_000)
})

test('trouble and recovery of one service stand in one thread', () => {
  const recovery = aChange({ from: 'down', to: 'up' })
  expect(threadOf(aChange())).toBe(threadOf(recovery))
  expect(threadOf(aDigest(2))).toBeNull()
})

test.each([
  ['ann@example.com', { name: '', address: 'ann@example.com' }],
  ['  ann+night@mail.example.com ', { name: '', address: 'ann+night@mail.example.com' }],
  ['Ann Lee <ann@example.com>', { name: 'Ann Lee', address: 'ann@example.com' }],
  ['Müller <m@example.com>', { name: 'Müller', address: 'm@example.com' }],
  ['root@localhost', { name: '', address: 'root@localhost' }],
])('%j is an address', (text, address) => {
  expect(parseAddress(text)).toEqual(address)
})

test.each([
  '',
  'ann',
  '@example.com',
  'ann@',
  'ann@-example.com',
  'ann@example..com',
  'ann@[127.0.0.1]',
  '"a@evil x"@example.com',
  'group: a@example.com;',
  'a@b\r\nBcc: c@example.com',
  'Ann\r\n <a@example.com>',
  '(comment)a@example.com',
  'ann@example.com, eve@evil.example',
  '<ann@example.com> <eve@evil.example>',
  'eve@evil.example <ann@example.com>',
  `${'a'.repeat(65)}@example.com`,
  `${'a'.repeat(400)}@example.com`,
])('N3 %j is no address to send to', (text) => {
  expect(parseAddress(text)).toBeNull()
})
