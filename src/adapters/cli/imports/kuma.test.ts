import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../../../kernel/index.ts'
import { readKuma } from './kuma.ts'

const file = join(import.meta.dirname, '../../../../test/imports/uptime-kuma.json')
const { services, channels, left } = readKuma(readFileSync(file, 'utf8'), 'uptime-kuma.json')
const serviceOf = (name: string) => services.find((item) => item.name === name)

describe('a backup of Uptime Kuma with 30 monitors', () => {
  test('has each of them either as a service or with the reason why not', () => {
    expect(services.length + left.filter(({ where }) => where.startsWith('monitor')).length).toBe(
      30,
    )
    expect(left.map(({ where, name, why }) => `${where} ${name}: ${why}`)).toEqual([
      'monitorList[0] Production: a group: its monitors have its name as a tag',
      'monitorList[10] Sum of orders: its JSON query "$sum(orders.total)" is a program, not a path',
      'monitorList[18] Own gRPC: it calls a method of its own; Pharos calls grpc.health.v1.Health alone',
      'monitorList[19] Container: Pharos has no check of the type "docker"',
      'monitorList[20] Sensor: Pharos has no check of the type "mqtt"',
      'monitorList[23] Must be closed: it is upside down (up means down), which Pharos does not turn round',
      'notificationList[2] Phone: Pharos has no channel of the type "telegram"',
    ])
  })

  test('keeps intervals, timeouts, retries, groups, tags and whom it told', () => {
    expect(serviceOf('Shop')?.body).toEqual({
      name: 'Shop',
      url: 'https://shop.example.com/health',
      check_interval: '1m',
      timeout: '48s',
      failures_to_down: 3,
      tags: ['production', 'team:web-shop', 'to:shop'],
      config: { method: 'GET', expected_status: '200-299' },
    })
    expect(serviceOf('Paused one')?.body).toMatchObject({ paused: true })
  })

  test.each([
    ['Orders API', { body: '{"ping":true}', headers: { 'X-Team': 'orders' } }],
    ['Intranet', { username: 'monitor', password: 'canary-basic-password' }],
    ['Old admin', { username: 'old', verify_tls: false }],
    ['Search', { expected_status: '200-299,404', follow_redirects: false }],
    ['DNS of example.com', { record_type: 'MX', resolver: '192.0.2.53' }],
    ['Main database', { username: 'watch', query: 'SELECT count(*) FROM orders' }],
  ])('has the settings of %s', (name, config) => {
    expect(serviceOf(name)?.body.config).toMatchObject(config)
  })

  test.each([
    ['Game over IPv6', 'tcp://[2001:db8::1]:27015'],
    ['Router', 'icmp://192.0.2.1'],
    ['Billing gRPC', 'grpcs://billing.example.com:50051'],
    ['Main database', 'postgres://db.example.com:5432/shop'],
    ['Cache', 'redis://cache.example.com:6379'],
    ['Nightly backup', 'heartbeat://'],
  ])('has the address of %s without credentials', (name, url) => {
    expect(serviceOf(name)?.body.url).toBe(url)
  })

  test.each([
    ['Windows portal', 'it logs in by ntlm, which Pharos cannot'],
    ['Behind a proxy', 'its proxy was left out'],
    ['Nags', 'its message is not sent again and again'],
    ['Nags', 'it tried again after 20 s; Pharos waits for the next check'],
    ['Nightly backup', 'it gets a new address to call: put that into what calls it'],
    ['Label of nonsense', 'its headers are no JSON object, so they were left out'],
  ])('says of %s what is lost: %s', (name, note) => {
    expect(serviceOf(name)?.notes).toContain(note)
  })

  test('has its notifications as channels, by tag where not everything was told', () => {
    expect(channels.map(({ body }) => body)).toMatchObject([
      {
        name: 'Ops mail',
        type: 'smtp',
        config: {
          host: 'mail.example.com',
          tls: 'starttls',
          to: ['ops@example.com', 'night@example.com'],
        },
      },
      { name: '#shop', type: 'slack', tags: ['to:shop'] },
      { name: 'Hook', type: 'webhook', enabled: false, tags: ['to:hook'] },
    ])
    expect(channels[0]?.body).not.toHaveProperty('tags')
  })
})

test('headers that hold a credential become secrets, of monitors and of webhooks', () => {
  const headers = JSON.stringify({
    'X-Team': 'orders',
    Authorization: 'Bearer t0',
    'X-Api-Key': 'k',
  })
  const text = JSON.stringify({
    monitorList: [{ name: 'a', type: 'http', url: 'https://a.example', headers }],
    notificationList: [
      {
        id: 1,
        name: 'n',
        config: JSON.stringify({
          type: 'webhook',
          webhookURL: 'https://hooks.example',
          webhookAdditionalHeaders: headers,
        }),
      },
    ],
  })
  const { services, channels } = readKuma(text, 'x.json')
  expect(services[0]?.body).toMatchObject({
    config: {
      headers: { 'X-Team': 'orders' },
      secret_headers: 'Authorization: Bearer t0\nX-Api-Key: k',
    },
  })
  expect(channels[0]?.body).toMatchObject({
    config: { headers: { 'X-Team': 'orders' }, secret_header: 'Authorization: Bearer t0' },
  })
  expect(channels[0]?.notes).toContain('1 of its secret headers were left out: one is kept')
})

test.each([
  ['{"monitorList":[{]}', /is no JSON: .*position 17|is no JSON/],
  ['[]', /is no backup of Uptime Kuma/],
  ['{}', /has no list "monitorList"/],
])('%s is refused with the reason', (text, words) => {
  expect(() => readKuma(text, 'x.json')).toThrow(words)
  expect(() => readKuma(text, 'x.json')).toThrow(Refusal)
})

test('entries that are nothing of the kind are named and hold up nothing', () => {
  const text = JSON.stringify({
    monitorList: [null, 3, { name: 'a', type: 'http', url: 'https://a.example' }],
    notificationList: [{ id: 1, name: 'n', config: 'not json' }],
  })
  const read = readKuma(text, 'x.json')
  expect(read.services).toHaveLength(1)
  expect(read.left.map(({ where }) => where)).toEqual([
    'monitorList[0]',
    'monitorList[1]',
    'notificationList[0]',
  ])
})

describe('a monitor', () => {
  const only = (monitor: object) =>
    readKuma(JSON.stringify({ monitorList: [{ name: 'a', ...monitor }] }), 'x.json')

  test('that is pushed to is missed soon, and judged often however seldom it is pushed to', () => {
    const push = { type: 'push', interval: 86_400, maxretries: 3, retryInterval: 60 }
    const [service] = only(push).services
    expect(service?.body).toMatchObject({ config: { every: '1d', grace: '3m' } })
    expect(service?.body).not.toHaveProperty('check_interval')
    expect(only({ ...push, maxretries: 0 }).services[0]?.body).toMatchObject({
      config: { grace: '30s' },
    })
  })

  test('keeps a password with a lone percent sign, and the encryption of its connection', () => {
    const databaseConnectionString = 'postgres://u:50%off@db.example/app?sslmode=verify-full'
    expect(only({ type: 'postgres', databaseConnectionString }).services[0]?.body).toMatchObject({
      url: 'postgres://db.example/app',
      config: { username: 'u', password: '50%off', tls: 'verify' },
    })
  })

  test('asks its resolver at the port that it had', () => {
    const monitor = { type: 'dns', hostname: 'a.example', dns_resolve_server: '192.0.2.1' }
    const at = (port: number) => only({ ...monitor, port }).services[0]?.body
    expect(at(5353)).toMatchObject({ config: { resolver: '192.0.2.1:5353' } })
    expect(at(53)).toMatchObject({ config: { resolver: '192.0.2.1' } })
  })

  const form = 'application/x-www-form-urlencoded'
  test.each([
    [{ httpBodyEncoding: 'form', body: 'a=1' }, { 'Content-Type': form }],
    [{ httpBodyEncoding: 'xml', body: '<a/>' }, { 'Content-Type': 'application/xml' }],
    [
      { httpBodyEncoding: 'xml', body: '<a/>', headers: '{"content-type":"text/xml"}' },
      { 'content-type': 'text/xml' },
    ],
    [{ httpBodyEncoding: 'form', body: '' }, undefined],
    [{ httpBodyEncoding: 'json', body: '{}' }, undefined],
    [{ httpBodyEncoding: 'form', body: 'a=1', headers: 'none' }, { 'Content-Type': form }],
  ])('says what its body is: %j', (monitor, headers) => {
    const [service] = only({ type: 'http', url: 'https://a.example', ...monitor }).services
    expect((service?.body.config as { headers?: unknown } | undefined)?.headers).toEqual(headers)
  })

  test('with a fault that nobody thought of is named and holds up nothing', () => {
    const read = only({ type: 'http', url: 'https://a.example', headers: '{"X":{"toString":1}}' })
    expect(read.left).toMatchObject([{ where: 'monitorList[0]', name: 'a' }])
  })

  test('of a type that only a table of JavaScript knows is left out', () => {
    expect(only({ type: 'constructor' }).left).toMatchObject([{ where: 'monitorList[0]' }])
  })
})
