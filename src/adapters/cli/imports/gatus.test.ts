import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readGatus } from './gatus.ts'
import { goDuration, readConditions } from './gatus-conditions.ts'

const file = join(import.meta.dirname, '../../../../test/imports/gatus.yaml')
const text = readFileSync(file, 'utf8')
const { services, channels, left } = readGatus(text, 'gatus.yaml')
const serviceOf = (name: string) => services.find((item) => item.name === name)
const lineOf = (part: string) =>
  `line ${text.split('\n').findIndex((line) => line.includes(part)) + 1}`

describe('a configuration of Gatus with 30 endpoints', () => {
  test('has each of them either as a service or with its line and the reason why not', () => {
    expect(services.length + left.length - 1).toBe(30)
    expect(left).toEqual([
      { where: lineOf('name: udp'), name: 'udp', why: 'Pharos has no check of "udp"' },
      { where: lineOf('name: sctp'), name: 'sctp', why: 'Pharos has no check of "sctp"' },
      {
        where: lineOf('name: variable'),
        name: 'variable',
        why: 'its address has the variable ${HOST}, which is not put in',
      },
      {
        where: lineOf('- not an endpoint'),
        name: 'endpoints',
        why: 'it is no map of keys and values',
      },
      {
        where: lineOf('name: pushed at will'),
        name: 'pushed at will',
        why: 'it says not how often it is pushed',
      },
      {
        where: lineOf('integration-key'),
        name: 'pagerduty',
        why: 'Pharos has no channel of the type "pagerduty"',
      },
    ])
  })

  test('keeps conditions, thresholds, groups and whom it told, through anchors too', () => {
    expect(serviceOf('shop')).toEqual({
      where: lineOf('name: shop'),
      name: 'shop',
      notes: ['an answer that is too slow is DEGRADED, not DOWN'],
      body: {
        name: 'shop',
        url: 'https://shop.example.com/health',
        check_interval: '30s',
        failures_to_down: 3,
        successes_to_up: 2,
        degraded_above_ms: 300,
        tags: ['web-shop', 'to:slack', 'to:email'],
        config: {
          expected_status: '200',
          assertions: [{ on: 'json', path: '$.status', op: 'equals', value: 'UP' }],
        },
      },
    })
  })

  test.each([
    ['search', { expected_status: '100-399', min_cert_days: 7 }],
    ['any of two', { expected_status: '200,429' }],
    ['body has a word', { assertions: [{ on: 'body', op: 'contains', value: 'Welcome' }] }],
    ['has a key', { assertions: [{ on: 'json', path: '$.user.id', op: 'exists' }] }],
    ['graphql', { method: 'POST', body: '{"query":"{ users { id } }"}' }],
    ['post', { method: 'POST', verify_tls: false, follow_redirects: false }],
    ['dns', { record_type: 'A', resolver: '192.0.2.53', expected: ['192.0.2.10'] }],
    ['dns of a mail', { record_type: 'MX', resolver: '192.0.2.53:5353' }],
    ['tls', { min_cert_days: 2 }],
  ])('has the settings of "%s"', (name, config) => {
    expect(serviceOf(name)?.body.config).toMatchObject(config)
  })

  test.each([
    ['length', 'the condition "len([BODY].items) > 0" was left out'],
    ['domain', 'the condition "[DOMAIN_EXPIRATION] > 720h" was left out'],
    ['address', 'the condition "[IP] == 192.0.2.10" was left out'],
    ['address', 'the condition "[STATUS] != 500" was left out'],
    ['windows', 'its maintenance windows were left out'],
  ])('says of "%s" what is lost: %s', (name, note) => {
    expect(serviceOf(name)?.notes).toContain(note)
  })

  test('has its providers as channels that hear of the endpoints that named them', () => {
    expect(channels.map(({ body }) => body)).toMatchObject([
      { name: 'slack', type: 'slack', tags: ['to:slack'] },
      { name: 'email', type: 'smtp', tags: ['to:email'], config: { port: 587 } },
      { name: 'discord', type: 'slack', tags: ['to:discord'] },
    ])
    expect(serviceOf('nightly job')?.body).toMatchObject({
      url: 'heartbeat://',
      config: { every: '30m' },
      tags: ['jobs', 'to:discord'],
    })
  })
})

test.each([
  ['endpoints:\n  - name: a\n   url: b\n', /^x\.yaml:3:/],
  ['endpoints:\n  - {name: a, url: "\n', /^x\.yaml:\d+:/],
  ['a: 1\n', /has no list "endpoints:"/],
  ['- a\n', /is no map of keys and values/],
])('a file that is wrong is refused with its line: %j', (wrong, words) => {
  expect(() => readGatus(wrong, 'x.yaml')).toThrow(words)
})

test('C1 a bomb of aliases is refused', () => {
  const levels = Array.from(
    { length: 9 },
    (_, i) =>
      `${'abcdefghij'[i + 1]}: &${'abcdefghij'[i + 1]} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(', ')}]`,
  )
  const bomb = `a: &a [x]\n${levels.join('\n')}\nendpoints:\n  - name: *j\n    url: https://a.example\n`
  expect(() => readGatus(bomb, 'x.yaml')).toThrow(/alias/)
})

test.each([
  ['30s', 30_000],
  ['1h30m', 5_400_000],
  ['300ms', 300],
  ['1.5h', 5_400_000],
  ['', null],
  ['5', null],
  ['1d', null],
])('the duration %j is %s ms', (text_, ms) => {
  expect(goDuration(text_)).toBe(ms)
})

test.each([
  '[STATUS] == pat(2*)',
  '[STATUS] == abc',
  '[BODY].a == any(1, 2)',
  '[CONNECTED] == false',
  'nonsense',
  '[CERTIFICATE_EXPIRATION] < 48h',
])('the condition %j is left, not guessed', (condition) => {
  expect(readConditions([condition]).left).toEqual([condition])
})

describe('an endpoint', () => {
  const only = (lines: string) => readGatus(`endpoints:\n${lines}`, 'gatus.yaml').services

  test.each([
    [['[STATUS] < 500', '[STATUS] >= 200'], { expected_status: '200-499' }, []],
    [['[STATUS] == any(200, 429)', '[STATUS] < 300'], { expected_status: '200' }, []],
    [
      ['[STATUS] == 200', '[STATUS] == 500'],
      { expected_status: '100-999' },
      ['the condition "[STATUS] in 200 and in 500" was left out'],
    ],
    [
      ['[CERTIFICATE_EXPIRATION] > 48h', '[CERTIFICATE_EXPIRATION] > 240h'],
      { min_cert_days: 10 },
      [],
    ],
  ])('with %j is held to all of them', (conditions, config, notes) => {
    const list = JSON.stringify(conditions)
    const [service] = only(`  - { name: a, url: "https://a.example", conditions: ${list} }`)
    expect(service?.body).toMatchObject({ config })
    expect(service?.notes).toEqual(notes)
  })

  test('is too slow by the tightest limit', () => {
    const list = '["[RESPONSE_TIME] < 300", "[RESPONSE_TIME] < 2000"]'
    const [service] = only(`  - { name: a, url: "https://a.example", conditions: ${list} }`)
    expect(service?.body).toMatchObject({ degraded_above_ms: 300 })
  })

  test('of a kind that cannot hold to a condition says so', () => {
    const list = '["[CONNECTED] == true", "[BODY] == pat(*pong*)"]'
    const [service] = only(`  - { name: a, url: "tcp://a.example:1", conditions: ${list} }`)
    expect(service?.notes).toEqual(['the condition "[BODY] == pat(*pong*)" was left out'])
  })

  test('has the alerts that are on, with what their provider presets', () => {
    const [service] = readGatus(
      `alerting:
  slack: { webhook-url: "https://hooks.example/s", default-alert: { failure-threshold: 5, success-threshold: 4 } }
  email: { host: mail.example, default-alert: { enabled: false } }
endpoints:
  - { name: a, url: "https://a.example", alerts: [{ type: slack }, { type: email }] }`,
      'gatus.yaml',
    ).services
    expect(service?.body).toMatchObject({ failures_to_down: 5, successes_to_up: 4 })
    expect(service?.body.tags).toEqual(['to:slack'])
  })

  test('says which variables are not put in, and has its group in a name that comes twice', () => {
    const services =
      only(`  - { name: api, group: shop, url: "https://a.example", headers: { Authorization: "Bearer \${TOKEN}" } }
  - { name: api, group: blog, url: "https://b.example" }
  - { name: once, group: blog, url: "https://c.example" }`)
    expect(services.map(({ name }) => name)).toEqual(['shop/api', 'blog/api', 'once'])
    expect(services[0]?.notes).toEqual([
      'the variable ${TOKEN} in headers.Authorization was not put in: enter what it stands for',
    ])
  })

  test.each([
    ['starttls://a.example:587', { verify_tls: false }],
    ['wss://a.example/ws', { verify_tls: false }],
    ['grpcs://a.example:443', { verify_tls: false }],
  ])('at %s may have any certificate, where it might before', (url, config) => {
    const [service] = only(`  - { name: a, url: "${url}", client: { insecure: true } }`)
    expect(service?.body).toMatchObject({ config })
  })

  test.each([
    ['tcp://a.example:1', ['its body was left out', 'its headers were left out']],
    ['wss://a.example/ws', ['its body was left out', 'its headers were left out']],
    ['https://a.example', []],
  ])('at %s says what it does not send: %j', (url, notes) => {
    const [service] = only(`  - { name: a, url: "${url}", body: ping, headers: { X-A: b } }`)
    expect(service?.notes).toEqual(notes)
  })
})

test('entries with a fault that nobody thought of are named and hold up nothing', () => {
  // Text cannot be made of a value whose "toString" is none.
  const odd = '{ toString: 1 }'
  const read = readGatus(
    `alerting:
  slack: { webhook-url: "https://hooks.example/s" }
  email: { host: mail.example, to: "a@a.example" }
endpoints:
  - { name: ${odd}, url: "https://\${HOST}" }
  - { name: b, url: "https://b.example", headers: { X-A: ${odd} } }
  - { name: c, url: "https://c.example" }`,
    'gatus.yaml',
  )
  expect(read.services.map(({ name }) => name)).toEqual(['c'])
  expect(read.left.map(({ where, name }) => `${where} ${name}`)).toEqual([
    'line 5 line 5',
    'line 6 b',
  ])
  expect(read.channels).toHaveLength(2)
})
