import { expect, test } from 'vitest'
import { withScheme } from './target.ts'

test.each([
  ['example.com', 'https://example.com'],
  ['example.com/health?deep=1', 'https://example.com/health?deep=1'],
  ['example.com:8080/health', 'https://example.com:8080/health'],
  ['db.internal:5432', 'tcp://db.internal:5432'],
  ['localhost:22', 'tcp://localhost:22'],
  ['10.0.0.1', 'https://10.0.0.1'],
  ['10.0.0.1:80', 'tcp://10.0.0.1:80'],
  ['[::1]:443', 'tcp://[::1]:443'],
  ['[::1]', 'https://[::1]'],
  ['::1', 'https://[::1]'],
  ['2001:db8::7', 'https://[2001:db8::7]'],
  ['https://example.com', 'https://example.com'],
  ['tcp://db:1', 'tcp://db:1'],
  ['ftp://example.com', 'ftp://example.com'],
  ['  example.com ', 'https://example.com'],
  ['', ''],
])('%j means %j', (typed, target) => {
  expect(withScheme(typed)).toBe(target)
})
