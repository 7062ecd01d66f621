import { describe, expect, test } from 'vitest'
import { Refusal } from '../kernel/index.ts'
import { serviceFile } from './service-file.ts'

/** As REST has it. */
const shop = {
  id: 1,
  name: 'shop',
  url: 'https://shop.example/health',
  type: 'http',
  check_interval: 30,
  timeout: null,
  failures_to_down: 2,
  successes_to_up: 1,
  degraded_above_ms: null,
  paused: false,
  tags: [],
  config: {
    method: 'GET',
    expected_status: '200-299',
    follow_redirects: true,
    verify_tls: true,
    max_body_bytes: 1_048_576,
  },
  status: 'UP',
  rev: 3,
  system: false,
}

const roundTrip = (service: unknown) => {
  const [entry] = serviceFile.read(serviceFile.write([service]), 'services.yaml')
  return serviceFile.plan(entry, service)
}

const refusalOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
  throw new Error('it was not refused')
}

describe('an export', () => {
  test.each([
    ['a plain one', shop],
    ['one with everything', { ...shop, timeout: 2.5, degraded_above_ms: 300, paused: true }],
    ['names like variables and YAML', { ...shop, name: '${HOME} $${x} $1: "y" #z - 🙂 \u2028' }],
    ['tags', { ...shop, tags: ['a', 'team:web', 'true', '7'] }],
    ['an odd interval', { ...shop, check_interval: 90.5 }],
    ['a key in its address', { ...shop, url: 'https://shop.example/?token=geheim&page=1' }],
  ])('of %s is read back as the same service', (_what, service) => {
    expect(roundTrip(service)).toEqual({ kind: 'same' })
  })

  test('leaves out what may be a secret, and says so', () => {
    const text = serviceFile.write([
      { ...shop, name: 'open' },
      {
        ...shop,
        url: 'https://shop.example/?token=geheim',
        config: { ...shop.config, headers: { authorization: 'geheim' }, api_key: 'geheim' },
      },
    ])
    expect(text).not.toContain('geheim')
    expect(text).toContain(
      '  # secrets left out: url, config.headers.authorization, config.api_key\n  - name: shop',
    )
    expect(text.match(/left out/g)).toHaveLength(1)
  })
})

describe('an entry of a file', () => {
  test('changes what it says and differs, and nothing else', () => {
    const entry = { name: 'shop', check_interval: '1m', config: { method: 'HEAD' } }
    expect(serviceFile.plan(entry, shop)).toEqual({
      kind: 'change',
      fields: ['check_interval', 'config'],
      // Settings that came with a newer version have their defaults.
      body: {
        check_interval: 60,
        config: expect.objectContaining({ ...shop.config, method: 'HEAD' }),
      },
    })
    expect(serviceFile.plan({ name: 'shop', check_interval: '30000ms' }, shop)).toEqual({
      kind: 'same',
    })
  })

  test('of a service that is not there makes it, as it stands', () => {
    const entry = { name: 'new', url: 'tcp://db.example:5432' }
    expect(serviceFile.plan(entry, null)).toEqual({ kind: 'create', body: entry })
  })

  test.each([
    [7, 'it is no map of keys and values'],
    [{ name: 'new' }, 'url: is needed'],
    [{ name: 'new', url: 'https://x.example/', rev: 3 }, 'rev: is not a field of a service'],
    [{ name: 'new', url: 'https://x.example/', check_interval: '1 week' }, /check_interval/],
    [{ name: 'new', url: 'https://x.example/?token=•••' }, /a secret was left out/],
  ])('that is wrong is refused in words: %j', (entry, words) => {
    expect(refusalOf(() => serviceFile.plan(entry, null))).toMatch(words)
  })

  test('does not put a mask in the place of a secret', () => {
    const masked = { name: 'shop', url: 'https://other.example/?token=•••' }
    expect(refusalOf(() => serviceFile.plan(masked, shop))).toMatch(/a secret was left out/)
  })
})

describe('a file', () => {
  test('may be a configuration file, of which only the services are read', () => {
    const text = 'server: { port: 80 }\nservices: [ { name: a, url: "tcp://a:1" } ]\n'
    expect(serviceFile.read(text, 'config.yaml')).toEqual([{ name: 'a', url: 'tcp://a:1' }])
  })

  test.each([
    ['no services', 'server: { port: 80 }', /no list "services:"/],
    ['no YAML', 'services: [', /x\.yaml:1/],
    [
      'a variable, which it could carry off',
      'services: [ { name: "${HOME}" } ]',
      /HOME is not set/,
    ],
    ['an entry twice', 'services: []\nservices: []', /stands twice/],
    [
      'aliases that stand for too much',
      `a: &a [1,2,3,4,5,6,7,8,9]\nb: &b [${'*a,'.repeat(9)}*a]\nc: &c [${'*b,'.repeat(9)}*b]\nservices: [${'*c,'.repeat(99)}*c]`,
      /stands for too much/,
    ],
    ['too many entries', `services:\n${'- {}\n'.repeat(10_001)}`, /more than 10000/],
  ])('with %s is refused', (_what, text, words) => {
    expect(refusalOf(() => serviceFile.read(text, 'x.yaml'))).toMatch(words)
  })
})
