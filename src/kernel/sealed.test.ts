import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Refusal } from './refusal.ts'
import { maskSettings, type Sealing, sealSettings, secretNames, type Vault } from './sealed.ts'

const vault: Vault = {
  seal: (text, context) => `sealed:1:${context}:${text}`,
  open: (sealed, context) => sealed.slice(`sealed:1:${context}:`.length),
}

const sealing = (differs: Partial<Sealing> = {}): Sealing => ({
  names: ['password'],
  vault,
  context: 'check',
  present: { user: 'ann', password: 'sealed:1:check:old' },
  sameDestination: true,
  ...differs,
})

const faultsOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error.fields
  }
  return null
}

test('the secrets of a schema are those that it calls so', () => {
  const schema = z.strictObject({
    user: z.string(),
    password: z.string().optional().meta({ secret: true, title: 'Password' }),
  })
  expect(secretNames(schema)).toEqual(['password'])
})

describe('settings that are saved', () => {
  test('have the secrets that were typed sealed, and nothing else', () => {
    expect(sealSettings({ user: 'bob', password: 'new' }, sealing())).toEqual({
      user: 'bob',
      password: 'sealed:1:check:new',
    })
  })

  test.each(['***', 'sealed:1:check:old'])('keep a secret that came back as %s', (password) => {
    expect(sealSettings({ password }, sealing())).toEqual({ password: 'sealed:1:check:old' })
  })

  test('do not take a secret along to another address', () => {
    expect(
      faultsOf(() => sealSettings({ password: '***' }, sealing({ sameDestination: false }))),
    ).toEqual([
      {
        path: 'config.password',
        message: 'must be entered again: the address or its encryption has changed',
      },
    ])
  })

  test.each(['***', 'sealed:1:check:another'])(
    'refuse %s where there is none to keep',
    (password) => {
      expect(faultsOf(() => sealSettings({ password }, sealing({ present: null })))).toEqual([
        { path: 'config.password', message: 'must be entered' },
      ])
    },
  )

  test('lose a secret that is left out or empty', () => {
    expect(sealSettings({ user: 'ann' }, sealing())).toEqual({ user: 'ann' })
    expect(sealSettings({ password: '' }, sealing())).toEqual({ password: '' })
  })
})

test('settings for people have a mask in place of each secret', () => {
  expect(maskSettings({ user: 'ann', password: 'sealed:1:check:old' })).toEqual({
    user: 'ann',
    password: '***',
  })
})
