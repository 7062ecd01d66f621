import { expect, test } from 'vitest'
import type { Refusal } from '../../kernel/index.ts'
import { parseTarget } from './parse-target.ts'
import { probes } from './registry.ts'

const schemes = probes
  .flatMap((kind) => kind.schemes)
  .map((scheme) => `${scheme}//`)
  .join(', ')

function fieldsOf(url: string, config?: unknown): Refusal['fields'] {
  try {
    parseTarget(url, config)
  } catch (error) {
    return (error as Refusal).fields
  }
  return []
}

test('the scheme finds the probe, and the settings get their defaults', () => {
  expect(parseTarget('https://Example.com', undefined)).toEqual({
    type: 'http',
    target: 'https://example.com/',
    config: {
      method: 'GET',
      expected_status: '200-299',
      follow_redirects: true,
      verify_tls: true,
      max_body_bytes: 1_048_576,
      headers: {},
      body: '',
      client_cert: '',
      client_key: '',
      http_version: '1.1',
      ip_family: 'any',
      username: '',
      password: '',
      secret_headers: '',
      bearer_token: '',
      min_cert_days: 0,
      assertions: [],
    },
    certain: false,
  })
  expect(parseTarget('TCP://db:5432', {})).toEqual({
    type: 'tcp',
    target: 'tcp://db:5432',
    config: expect.any(Object),
    certain: false,
  })
})

test('an unknown scheme is refused with those there are', () => {
  expect(fieldsOf('gopher://example.com')).toEqual([
    {
      path: 'url',
      message: `gopher:// is not supported, only ${schemes}`,
    },
  ])
})

test('a scheme with a slip of the pen gets the one that was meant', () => {
  expect(fieldsOf('htps://example.com')[0]?.message).toMatch(/did you mean https:\/\/\?$/)
})

test.each(['example.com', 'localhost:8080', 'javascript:alert(1)', 'data:,x', ''])(
  '%j without a scheme and slashes is refused',
  (url) => {
    expect(fieldsOf(url)).toEqual([
      {
        path: 'url',
        message: `must begin with one of ${schemes}`,
      },
    ])
  },
)

test('errors of the settings stand at their fields', () => {
  const config = { expected_status: '2xx', metod: 'GET', max_body_bytes: -1 }
  const fields = fieldsOf('http://example.com', config)
  expect(fields.map(({ path }) => path).sort()).toEqual([
    'config.expected_status',
    'config.max_body_bytes',
    'config.metod',
  ])
  expect(fields.find(({ path }) => path === 'config.metod')?.message).toMatch(/did you mean method/)
})

test('settings that are no object are refused', () => {
  expect(fieldsOf('tcp://example.com:80', 'x')[0]?.path).toBe('config')
})
