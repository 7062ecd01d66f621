import { describe, expect, test } from 'vitest'
import { sealedPrefix } from '../../../kernel/index.ts'
import { describeProbes, parseTarget } from '../../probes/index.ts'
import { sampleService } from '../sample.contract.ts'
import { givenUp, merged, notesOn } from './conflict.ts'
import { createServiceForm, sameText } from './service-text.ts'

const form = createServiceForm({
  probes: describeProbes().flatMap((probe) => {
    if (probe.type === 'http') return [probe]
    return probe.type === 'tcp' ? [{ ...probe, settings: [] }] : []
  }),
  defaults: { intervalMs: 30_000, timeoutMs: 10_000 },
})
const service = sampleService({
  timeoutMs: 1_500,
  degradedAboveMs: 800,
  tags: ['shop', 'eu'],
  config: {
    method: 'HEAD',
    expected_status: '204',
    follow_redirects: false,
    headers: { 'X-Team': 'web' },
    username: 'ann',
    password: `${sealedPrefix}x`,
    // As a database may give it back: in another order.
    assertions: [
      { op: 'above', on: 'json', value: 3, path: '$.n' },
      { on: 'header', name: 'via', op: 'exists' },
    ],
  },
})
const text = form.textOf(service)
const fresh = form.fresh()
const read = (typed: Record<string, string>) => form.read(typed, fresh)

test('a service becomes the text that a form shows', () => {
  expect(text).toEqual({
    name: 'api',
    url: 'https://api.example.com/health',
    tags: 'shop, eu',
    check_interval: '30s',
    timeout: '1s500ms',
    failures_to_down: '2',
    successes_to_up: '1',
    degraded_above_ms: '800',
    retries: '0',
    flapping_after: '',
    depends_on: '',
    'config.http': '1',
    'config.http.method': 'HEAD',
    'config.http.secret_headers': '',
    'config.http.client_cert': '',
    'config.http.client_key': '',
    'config.http.http_version': '1.1',
    'config.http.ip_family': 'any',
    'config.http.expected_status': '204',
    'config.http.follow_redirects': '',
    'config.http.verify_tls': 'on',
    'config.http.max_body_bytes': '1048576',
    'config.http.headers': 'X-Team: web',
    'config.http.body': '',
    'config.http.username': 'ann',
    'config.http.password': '***',
    'config.http.bearer_token': '',
    'config.http.min_cert_days': '0',
    'config.http.assertions': 'json $.n above 3\nheader via exists',
  })
})

test('the line ends that a browser sends are no change to a text', () => {
  const typed = { ...text, 'config.http.headers': 'X-Team: web\r\nX-B: 2' }
  expect(read(typed)).toMatchObject({ 'config.http.headers': 'X-Team: web\nX-B: 2' })
})

test('several lines and secrets of a form are what the probe reads', () => {
  const change = form.changeOf(text, service)
  expect(change.config).toMatchObject({
    headers: 'X-Team: web',
    username: 'ann',
    password: '***',
    assertions: 'json $.n above 3\nheader via exists',
  })
  const { config } = parseTarget('https://api.example.com/health', change.config)
  expect(config).toMatchObject({
    headers: { 'X-Team': 'web' },
    assertions: [
      { on: 'json', path: '$.n', op: 'above', value: '3' },
      { on: 'header', name: 'via', op: 'exists' },
    ],
  })
})

test('a list is emptied by emptying its field, and a secret keeps its spaces', () => {
  const emptied = { ...text, 'config.http.assertions': ' ', 'config.http.password': ' a b ' }
  const change = form.changeOf(emptied, service)
  expect(change.config).not.toHaveProperty('assertions')
  expect(change.config).toHaveProperty('password', ' a b ')
})

test('fields that are left empty are left to the defaults of a new service', () => {
  const typed = { ...fresh, name: ' api ', url: 'gopher://a.example', check_interval: '' }
  expect(form.draftOf(typed)).toEqual({ name: 'api', url: 'gopher://a.example' })
})

test('a needed field that is empty is sent, so that the answer names it', () => {
  expect(form.draftOf(read({ name: '  ' }))).toEqual({ name: '', url: '' })
})

test('a setting that may be absent is taken away by emptying its field', () => {
  const change = form.changeOf({ ...text, timeout: '', degraded_above_ms: ' ', tags: '' }, service)
  expect(change).toMatchObject({ timeout: null, degraded_above_ms: null, check_interval: '30s' })
  expect(change).toMatchObject({ tags: '', flapping_after: null, depends_on: '', retries: '0' })
})

test('fields that no form of ours has are dropped', () => {
  expect(read({ name: 'a', rev: '9', __proto__: 'x' })).not.toHaveProperty('rev')
})

describe('settings of a probe', () => {
  const typed = {
    url: 'http://a.example',
    'config.http': '1',
    'config.http.method': 'POST',
    'config.http.expected_status': ' ',
    'config.http.verify_tls': 'on',
    'config.http.max_body_bytes': '2048',
  }

  test('are sent in the shape that its schema reads: a box without a tick is a no', () => {
    expect(form.draftOf(read(typed)).config).toEqual({
      method: 'POST',
      follow_redirects: false,
      verify_tls: true,
      max_body_bytes: 2_048,
    })
  })

  test('are not sent with the address of another probe', () => {
    expect(form.draftOf(read({ ...typed, url: 'tcp://a.example:1' }))).not.toHaveProperty('config')
  })

  test('that were not in the form stay as they are', () => {
    const { config: _, ...rest } = form.changeOf(form.read({ name: 'b' }, text), service)
    expect(rest).toMatchObject({ name: 'b' })
    const sent = form.read({ url: service.url }, text)
    expect(form.changeOf(sent, service).config).toMatchObject({ method: 'HEAD' })
  })

  test('that no field can hold stay as they are', () => {
    const other = sampleService({ config: { method: 'GET', words: ['a'] } })
    expect(form.changeOf(form.textOf(other), other).config).toMatchObject({ words: ['a'] })
  })

  test('have their errors at their fields', () => {
    const errors = [
      { path: 'config.expected_status', message: 'must look like 200-299,301' },
      { path: 'tags', message: 'is wrong' },
    ]
    expect(form.placed(errors, text).map(({ path }) => path)).toEqual([
      'config.http.expected_status',
      'tags',
    ])
  })
})

test.each([
  ['check_interval', '60', '1m', true],
  ['check_interval', '60', '61', false],
  ['check_interval', 'soon', 'later', false],
  ['tags', 'Shop eu', 'shop, eu', true],
  ['tags', 'shop', 'shop, eu', false],
  ['name', ' api ', 'api', true],
  ['name', '60', '1m', false],
])('texts of %s mean the same: %j and %j, %s', (name, a, b, same) =>
  expect(sameText(name, a, b)).toBe(same),
)

describe('when two people change a service', () => {
  const was = text
  const names = form.shown(text.url)
  const yours = { ...was, name: 'mine', timeout: '2s', check_interval: '60s' }
  const theirs = { ...was, name: 'theirs', timeout: '2s', failures_to_down: '5' }

  test('a field that both changed differently clashes, one that you left alone is merged', () => {
    expect(notesOn({ was, yours, theirs }, names)).toEqual({
      name: { kind: 'clash', was: 'api', theirs: 'theirs', yours: 'mine' },
      timeout: { kind: 'merged', was: '1s500ms', theirs: '2s', yours: '2s' },
      failures_to_down: { kind: 'merged', was: '2', theirs: '5', yours: '2' },
    })
  })

  test('the form shows theirs with what was typed over it', () => {
    expect(merged({ was, yours, theirs })).toEqual({ ...yours, failures_to_down: '5' })
  })

  test('a form that no longer says what it was filled with keeps all that was typed', () => {
    expect(merged({ was: null, yours, theirs })).toEqual(yours)
    const notes = notesOn({ was: null, yours, theirs }, names)
    expect(Object.keys(notes)).toEqual(['name', 'check_interval', 'failures_to_down'])
  })

  test('fields that were given up have theirs', () => {
    expect(givenUp(yours, { theirs, names: ['name'] })).toEqual({ ...yours, name: 'theirs' })
  })
})
