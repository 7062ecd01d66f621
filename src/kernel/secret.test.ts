import { format, inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Secret } from './secret.ts'

const canary = 'canary-7f3a9c'
const secret = new Secret(canary)

describe('a secret is not printed by', () => {
  const prints: Record<string, () => string> = {
    JSON: () => JSON.stringify({ token: secret, list: [secret] }),
    'a template': () => `token=${secret}`,
    'String()': () => String(secret),
    'adding it to a text': () => `${['token=', secret].join('')}`,
    'util.inspect': () => inspect({ token: secret }, { showHidden: true, depth: null }),
    'util.inspect deep inside': () => inspect([{ a: { b: new Map([['token', secret]]) } }]),
    'util.format with every placeholder': () =>
      format('%s %j %o %O', secret, secret, secret, secret),
    'the message of an error': () => new Error(`refused ${secret}`).message,
    'an error that holds it': () =>
      inspect(Object.assign(new Error('refused', { cause: { secret } }), { secret })),
    'a copy of its fields': () => JSON.stringify({ ...secret }),
    'its keys': () => Reflect.ownKeys(secret).map(String).join(),
    'its prototype': () => inspect(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(secret))),
  }
  test.each(Object.keys(prints))('%s', (way) => {
    expect(prints[way]?.()).not.toContain(canary)
  })
})

test('a secret shows that there is one', () => {
  expect(`${secret}`).toBe('•••')
  expect(JSON.stringify({ secret })).toBe('{"secret":"•••"}')
  expect(inspect(secret)).toBe('•••')
})

test('only reveal gives it', () => {
  expect(secret.reveal()).toBe(canary)
})

test('a structured clone, as it goes to a thread, does not carry it', () => {
  expect(inspect(structuredClone(secret))).not.toContain(canary)
})
