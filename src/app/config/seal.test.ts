import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { maskUrl, seal } from './seal.ts'

test.each([
  [
    'postgres://user:canary@db:5432/x?sslmode=disable',
    'postgres://user:•••@db:5432/x?sslmode=disable',
  ],
  ['postgres://user@db/x', 'postgres://user@db/x'],
  ['postgres://u:p@canary@db/x', 'postgres://u:•••@db/x'],
  ['redis://:canary@host:6379/0', 'redis://:•••@host:6379/0'],
  ['https://canary@host/', 'https://•••@host/'],
  ['https://host/x?api_key=canary&a=1#b', 'https://host/x?api_key=•••&a=1#b'],
  ['https://host/?accessToken=canary', 'https://host/?accessToken=•••'],
  ['https://host/path', 'https://host/path'],
  ['postgres://u:can/ary@host/x', '•••'],
  ['http:u:canary@host', '•••'],
  ['http:/u:canary@host', '•••'],
  ['plain text', 'plain text'],
])('%s is shown as %s', (url, shown) => {
  expect(maskUrl(url)).toBe(shown)
})

test('settings that no schema has read hide what is probably secret', () => {
  const settings = {
    basic_auth: { username: 'canary-0', password: 'canary-1' },
    headers: { 'X-Whatever': 'canary-2', list: ['canary-3'] },
    bearer_token: 'canary-4',
    pin: { apiKey: 12_345_678 },
    proxy_url: 'http://u:canary-5@proxy',
    from_variable: 'canary-6',
    body: 'canary-7',
    method: 'POST',
    targets: ['localhost:9100'],
  }
  const sealed = seal(settings, 'x', new Set(['x.from_variable']))
  const shown = `${JSON.stringify(sealed)} ${inspect(sealed, { depth: 9 })}`
  expect(shown).not.toMatch(/canary|12345678|12_345_678/)
  expect(sealed).toMatchObject({ method: 'POST', targets: ['localhost:9100'] })
})
