import { expect, test } from 'vitest'
import { formatProblem, listSettings, loadConfig } from './index.ts'

function settings(yaml: string, env: Record<string, string> = {}) {
  const readFile = (path: string) => (path === '/app/config/config.yaml' ? yaml : null)
  const result = loadConfig({ flags: {}, env, cwd: '/app', readFile })
  if (result.kind === 'refused') throw new Error(result.problems.map(formatProblem).join('\n'))
  return listSettings(result.config)
}

test('each setting is listed with its value and where that came from', () => {
  const list = settings('server:\n  host: 127.0.0.1\n', { LOG_LEVEL: 'warn' })
  expect(list).toContainEqual({
    key: 'server.host',
    value: '127.0.0.1',
    origin: 'config/config.yaml:2',
  })
  expect(list).toContainEqual({ key: 'logging.level', value: 'warn', origin: 'env LOG_LEVEL' })
  expect(list).toContainEqual({ key: 'checks.default_interval', value: '30s', origin: 'default' })
})

test('no secret is in the list', () => {
  const list = settings(
    `database: { postgres_url: "postgres://user:canary-db@localhost:5432/pharos" }
gitlab: [ { name: a, token: canary-gitlab } ]
services: [ { name: s, url: "https://u:canary-service@example.com" } ]
`,
    { JWT_SECRET: 'canary-jwt-0Q9w8E7r6T5y4U3i2O1pA', PHAROS_SECRET_KEY: 'canary-key' },
  )
  expect(JSON.stringify(list)).not.toContain('canary')
  expect(list).toContainEqual({
    key: 'gitlab.0.token',
    value: '•••',
    origin: 'config/config.yaml:2',
  })
  expect(list.filter(({ key }) => key.startsWith('services'))).toEqual([])
})

test('a value is shown as it holds, without the marks that a file needs', () => {
  const list = settings('ui: { title: "$${costs} $5" }\n')
  expect(list.find(({ key }) => key === 'ui.title')?.value).toBe('${costs} $5')
})

test('a long list is cut', () => {
  const proxies = Array.from({ length: 1_000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`)
  const list = settings(`server: { trusted_proxies: [${proxies}] }`)
  const found = list.find(({ key }) => key === 'server.trusted_proxies')
  expect(found?.value).toMatch(/^10\.0\.0\.0, .*…$/)
  expect(found?.value.length).toBe(501)
})
