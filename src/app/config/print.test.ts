import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { formatProblem, type LoadOptions, loadConfig, printConfig } from './index.ts'

function load(yaml: string, options: Partial<LoadOptions> = {}) {
  const readFile = (path: string) => (path === '/app/config/config.yaml' ? yaml : null)
  const result = loadConfig({ flags: {}, env: {}, cwd: '/app', readFile, ...options })
  if (result.kind === 'refused') throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.config
}

const everySecret = `
database: { postgres_url: "postgres://user:canary-db@localhost:5432/pharos?sslmode=disable" }
clickhouse: { url: "http://u:canary-clickhouse@c:8123" }
cache: { redis_url: "redis://:canary-redis@r:6379" }
gitlab: [ { name: a, token: canary-gitlab } ]
prometheus: [ { name: b, url: "http://u:canary-prom@p:9090" } ]
databases: [ { name: c, url: "mysql://u:canary-mysql@m/x" } ]
services:
  - name: api
    url: https://bob:canary-service@api.example.com/?token=canary-query
    config: { headers: { Authorization: Bearer canary-header }, body: canary-body }
scrape_configs:
  - { job_name: j, bearer_token: canary-bearer, basic_auth: { password: canary-basic } }
`
const secretEnv = {
  JWT_SECRET: 'canary-jwt-0Q9w8E7r6T5y4U3i2O1pA',
  PHAROS_SETUP_TOKEN: 'canary-setup',
  PHAROS_SECRET_KEY: 'canary-key',
  PHAROS_TOKEN: 'canary-token',
  PHAROS_URL: 'http://x:canary-url@h:8080',
  AGGREGATOR_URL: 'http://x:canary-aggregator@h:8081',
  PHAROS_HEARTBEAT_URL: 'https://hc.example.com/ping/canary-heartbeat',
  COLLECTOR_SECRET: 'canary-collector',
  GITHUB_TOKEN: 'canary-github',
  JENKINS_TOKEN: 'canary-jenkins',
  JENKINS_URL: 'https://j.example.com',
  BITBUCKET_TOKEN: 'canary-bitbucket',
}

test('no secret appears in the configuration, however it is printed', () => {
  const config = load(everySecret, { env: secretEnv })
  const shown = {
    print: printConfig(config),
    json: JSON.stringify(config),
    inspect: inspect(config, { depth: 20, showHidden: true }),
    text: `${config.auth.jwtSecret} ${config.client.url}`,
  }
  for (const text of Object.values(shown)) expect(text).not.toContain('canary')
  expect(shown.print).toContain(
    'postgres://user:•••@localhost:5432/pharos?sslmode=disable # config/',
  )
  expect(shown.print).toContain(
    'https://bob:•••@api.example.com/?token=••• # config/config.yaml:10',
  )
})

test('each key says where its value came from', () => {
  const config = load('server:\n  host: 127.0.0.1\n  port: 1\n', {
    env: { LOG_LEVEL: 'warn', JWT_SECRET: 'x', ENVIRONMENT: 'development' },
    flags: { port: '8088' },
  })
  const lines = printConfig(config).split('\n')
  expect(lines).toContain('  host: 127.0.0.1 # config/config.yaml:2')
  expect(lines).toContain('  port: 8088 # flag --port')
  expect(lines).toContain('  level: warn # env LOG_LEVEL')
  expect(lines).toContain('  default_interval: 30s # default')
  expect(lines).toContain('  trusted_proxies: [] # default')
  expect(lines).toContain('# JWT_SECRET=•••  # env JWT_SECRET')
  expect(lines).toContain('# PHAROS_DATA_DIR=./data  # default')
})

const dollars = fc.constantFrom('$', '{', '}', 'NAME', ':-', '1')
const title = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.string({ unit: dollars, minLength: 1, maxLength: 10 }),
  )
  .filter((text) => text.trim() !== '' && text.length <= 64)
const notKeys = new Set(['__proto__', 'constructor', 'prototype'])
const settings = fc.dictionary(
  title.filter((key) => !notKeys.has(key)),
  title,
)
const sections = fc.record({
  server: fc.record({
    port: fc.integer({ min: 0, max: 50_000 }),
    host: fc.constantFrom('::', '0.0.0.0', 'localhost'),
    public_metrics: fc.boolean(),
    trusted_proxies: fc.array(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 3 }),
  }),
  ui: fc.record({ title, refresh_interval: fc.integer({ min: 1, max: 86_400 }) }),
  auth: fc.record({ registration: fc.constantFrom('open', 'invite', 'closed') }),
  retention: fc.record({ events: fc.constantFrom('forever', '1h30m', '400d') }),
  services: fc.uniqueArray(fc.record({ name: title, url: fc.webUrl(), config: settings }), {
    selector: (service) => service.name.trim(),
    maxLength: 3,
  }),
  filters: fc.record({ watched_repos: fc.array(title, { maxLength: 3 }) }),
})

/** As a person would write it: a dollar that is meant is written twice. */
const written = (value: unknown) => JSON.stringify(value).replaceAll('$', '$$$$')

test('whatever is configured, the print is YAML that means the same', () => {
  fc.assert(
    fc.property(sections, title, (tree, name) => {
      const file = `/app/${name}.yaml`
      const readFile = (path: string) => (path.endsWith('.yaml') ? written(tree) : null)
      const config = load('', { flags: { config: file }, readFile })
      const print = printConfig(config)
      expect(parse(print).services).toHaveLength(tree.services.length)
      const again = load(print)
      const meaning = (one: typeof config) => JSON.stringify({ ...one, file: null, services: [] })
      expect(meaning(again)).toBe(meaning(config))
      const drafts = (one: typeof config) => one.services.map((service) => service.reveal())
      if (!print.includes('•••')) expect(drafts(again)).toEqual(drafts(config))
    }),
    { numRuns: 300 },
  )
})
