import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { heartbeatTarget } from '../adapters/probes/index.ts'
import { secretMask } from '../kernel/index.ts'
import { readTarget } from './check-probes.ts'
import { lacksDoorSecret, withDoorSecret } from './door-secret.ts'

const random = { bytes: (length: number) => randomBytes(length) }
const typed = 'w0pHqTn4sVb2eYx1cJm8Rk'
const present = {
  type: 'heartbeat',
  url: heartbeatTarget(typed),
  config: { token: 'sealed:1:abc' },
}

const read = (config: Record<string, unknown>, url = 'heartbeat://') => readTarget(url, config)

describe('the secret of a heartbeat', () => {
  test('is made where there is none, unguessable, and the target follows from it', () => {
    const made = Array.from({ length: 50 }, () => withDoorSecret(read({}), null, random))
    const secrets = made.map(({ config }) => String(config.token))
    expect(new Set(secrets).size).toBe(50)
    for (const [i, { target }] of made.entries()) {
      expect(secrets[i]).toMatch(/^[\w-]{32}$/)
      expect(target).toBe(heartbeatTarget(secrets[i] ?? ''))
    }
  })

  test.each([{}, { token: '' }, { token: secretMask }])(
    'is made for a new one that says %j, and kept for one that has it',
    (config) => {
      const { config: made } = withDoorSecret(read(config), null, random)
      expect(made.token).toMatch(/^[\w-]{32}$/)
      const kept = withDoorSecret(read(config, 'heartbeat://elsewhere'), present, random)
      expect(kept).toMatchObject({ target: present.url, config: present.config })
    },
  )

  test('that was typed is taken, also in the place of another', () => {
    const other = 'another-secret-of-that-job'
    expect(withDoorSecret(read({ token: other }), present, random)).toMatchObject({
      target: heartbeatTarget(other),
      config: { token: other },
    })
  })

  test('is made anew when something else becomes a heartbeat', () => {
    const http = { type: 'http', url: 'https://example.com/', config: {} }
    expect(withDoorSecret(read({}), http, random).config.token).toMatch(/^[\w-]{32}$/)
  })

  test('stays out of what looks by itself', () => {
    const plain = readTarget('https://example.com/', {})
    expect(withDoorSecret(plain, null, random)).toBe(plain)
  })

  test('must stand in a configuration file, which is all that there is of it', () => {
    expect(lacksDoorSecret(read({}))).toBe('token')
    expect(lacksDoorSecret(read({ token: typed }))).toBeNull()
    expect(lacksDoorSecret(readTarget('https://example.com/', {}))).toBeNull()
  })
})
