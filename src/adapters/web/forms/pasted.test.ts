import { expect, test } from 'vitest'
import { nameFor, pastedList, sameAddress } from './pasted.ts'

test.each([
  ['https://a.example/x', null, 'https://a.example/x'],
  ['Shop, https://a.example/x', 'Shop', 'https://a.example/x'],
  ['Shop front https://a.example', 'Shop front', 'https://a.example'],
  ['https://a.example Shop front', 'Shop front', 'https://a.example'],
  ['https://a.example, Shop', 'Shop', 'https://a.example'],
  ['"Shop, EU"; tcp://db.example:5432', 'Shop, EU', 'tcp://db.example:5432'],
  ['Shop\thttps://a.example', 'Shop', 'https://a.example'],
  ['https://a.example/?to=http://b.example', null, 'https://a.example/?to=http://b.example'],
  ['https://a.example/1,2', null, 'https://a.example/1,2'],
  ['a.example', null, 'a.example'],
  ['Shop , https://a.example', 'Shop', 'https://a.example'],
])('%j is the name %j and the address %j', (line, name, url) => {
  expect(pastedList(line).lines).toEqual([{ number: 1, text: line, name, url }])
})

test('lines keep their numbers when empty ones and remarks are left out', () => {
  const { lines } = pastedList('\r\nhttps://a.example\r\n# later\n  \n https://b.example ')
  expect(lines.map(({ number, url }) => [number, url])).toEqual([
    [2, 'https://a.example'],
    [5, 'https://b.example'],
  ])
})

test.each([
  ['HTTPS://A.example', 'https://a.example/'],
  ['https://a.example/#top', 'https://a.example/'],
  ['tcp://db.example:5432/', 'tcp://db.example:5432'],
  ['nonsense', 'nonsense'],
])('%s is the same address as %s', (text, same) => expect(sameAddress(text)).toBe(same))

test.each([
  ['https://a.example/', 'a.example'],
  ['https://a.example:8443/health/', 'a.example:8443/health'],
  ['tcp://db.example:5432', 'db.example:5432'],
  ['https://a.example/%E6%9D%B1', 'a.example/東'],
  ['https://a.example/%ff', 'a.example/%ff'],
])('a service at %s is called %s', (url, name) => expect(nameFor(url, () => false)).toBe(name))

test('a name that is taken gets the next number', () => {
  const taken = ['a.example', 'a.example (2)']
  expect(nameFor('https://a.example', (name) => taken.includes(name))).toBe('a.example (3)')
})

test('more lines than one paste may add are told apart, and not read', () => {
  const { lines, beyond } = pastedList(`${'x\n'.repeat(199)}y\n\nz\n# no\nhttps://a.example`)
  expect([lines.length, lines.at(-1)?.text, beyond]).toEqual([200, 'y', ['z', 'https://a.example']])
})

test('a list of the longest lines takes no longer than other texts of its length', () => {
  const line = `a${' '.repeat(2_250)}b https://a.example`
  const before = performance.now()
  pastedList(Array(100).fill(line).join('\n'))
  expect(performance.now() - before).toBeLessThan(200)
})
