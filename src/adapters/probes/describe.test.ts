import { expect, test } from 'vitest'
import { z } from 'zod'
import { describeProbes, type ProbeKind, probes } from './index.ts'

test('each setting of the http probe is described with its title, kind, bounds and default', () => {
  const http = describeProbes().find(({ type }) => type === 'http')
  expect(http?.schemes).toEqual(['http:', 'https:'])
  expect(http?.settings.map(({ name, kind }) => [name, kind])).toEqual([
    ['method', 'choice'],
    ['expected_status', 'text'],
    ['follow_redirects', 'yes'],
    ['verify_tls', 'yes'],
    ['max_body_bytes', 'number'],
    ['headers', 'lines'],
    ['body', 'lines'],
    ['username', 'text'],
    ['password', 'secret'],
    ['bearer_token', 'secret'],
    ['secret_headers', 'secret'],
    ['client_cert', 'lines'],
    ['client_key', 'secret'],
    ['http_version', 'choice'],
    ['ip_family', 'choice'],
    ['min_cert_days', 'number'],
    ['assertions', 'lines'],
  ])
  expect(http?.settings[0]).toMatchObject({
    options: expect.arrayContaining(['GET', 'DELETE']),
    default: 'GET',
  })
  expect(http?.settings[4]).toMatchObject({ least: 1_024, most: 8_388_608, default: 1_048_576 })
})

test('a setting that no single field can hold is left out', () => {
  const [http] = probes
  const kind: ProbeKind = {
    ...http,
    config: z.strictObject({
      words: z.array(z.string()).default([]).meta({ title: 'Words' }),
      plain: z.string().meta({ title: 'Plain' }),
    }),
  }
  expect(describeProbes([kind])[0]?.settings.map(({ name }) => name)).toEqual(['plain'])
})
