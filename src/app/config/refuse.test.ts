import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { formatProblem, type LoadOptions, loadConfig } from './index.ts'

type Given = Partial<Pick<LoadOptions, 'flags' | 'env'>> & {
  readonly yaml?: string
  readonly dotenv?: string
}

function load({ yaml, dotenv, flags = {}, env = {} }: Given) {
  const disk = new Map([
    ['/app/config/config.yaml', yaml],
    ['/app/.env', dotenv],
  ])
  return loadConfig({ flags, env, cwd: '/app', readFile: (path) => disk.get(path) ?? null })
}

function problems(given: Given): string[] {
  const result = load(given)
  return result.kind === 'refused' ? result.problems.map(formatProblem) : []
}

describe('what is refused', () => {
  test.each([
    [
      'server:\n  prot: 1\n',
      'config/config.yaml:2:3: server.prot: unknown key; did you mean "port"?',
    ],
    ['sever:\n  port: 1\n', 'config/config.yaml:1:1: sever: unknown key; did you mean "server"?'],
    [
      'public_url: x\n',
      'config/config.yaml:1:1: public_url: unknown key; did you mean "server.public_url"?',
    ],
    [
      'auth: { jwt_secret: x }\n',
      'config/config.yaml:1:9: auth.jwt_secret: unknown key; the environment variable JWT_SECRET sets it',
    ],
    [
      'server:\n  port: eighty\n',
      'config/config.yaml:2:9: server.port: expected a whole number from 0 to 65535, got text',
    ],
    [
      'server: { port: "8080" }\n',
      'config/config.yaml:1:17: server.port: expected a whole number from 0 to 65535, got text',
    ],
    ['server: 8080\n', 'config/config.yaml:1:9: server: expected a map, got a number'],
    ['- 1\n', 'config/config.yaml: expected a map, got a list'],
    [
      'auth: { registration: opne }\n',
      'config/config.yaml:1:23: auth.registration: expected open, invite or closed; did you mean "open"?',
    ],
    [
      'ui:\n  title:\n',
      'config/config.yaml:2:9: ui.title: expected a text of 1 to 100 characters, got nothing',
    ],
    [
      'server: { cors_origins: [https://a.example/] }\n',
      'config/config.yaml:1:26: server.cors_origins.0: expected an origin such as https://app.example.com, or *',
    ],
    [
      'server: { trusted_proxies: [10.0.0.0/33] }\n',
      'config/config.yaml:1:29: server.trusted_proxies.0: expected an IP address or a network such as 10.0.0.0/8',
    ],
    [
      'retention: { outcomes: 5x }\n',
      'config/config.yaml:1:24: retention.outcomes: expected a duration of at least 1h, such as 30d, or forever',
    ],
    [
      'server: { grpc_port: 8080 }\n',
      'config/config.yaml:1:22: server.grpc_port: is the same as server.port',
    ],
    [
      'gitlab:\n  - { name: a }\ngithub:\n  - { name: b }\n  - { name: a }\n',
      'config/config.yaml:5:13: github.1.name: this name stands twice, first as gitlab.0.name (config/config.yaml:2)',
    ],
    [
      'services:\n  - { name: a, url: http://x }\n  - { name: a, url: http://y }\n',
      'config/config.yaml:3:13: services.1.name: this name stands twice, first as services.0.name (config/config.yaml:2)',
    ],
    ['jenkins: [ { name: j } ]\n', 'config/config.yaml:1:12: jenkins.0.url: is missing'],
    ['gitlab: { name: g }\n', 'config/config.yaml:1:9: gitlab: expected a list, got a map'],
    [
      'services: [ { name: a, url: http://x, check_intervall: 5 } ]\n',
      'config/config.yaml:1:39: services.0.check_intervall: unknown key; did you mean "check_interval"?',
    ],
    [
      'services:\n  - name: a\n    url: http://x\n    check_interval: 0\n',
      'config/config.yaml:4:21: services.0.check_interval: must be from 1 s to 1 d',
    ],
    ['services: [ { name: a } ]\n', 'config/config.yaml:1:13: services.0.url: is missing'],
    [
      'cache: { type: redis }\n',
      'config/config.yaml:1:16: cache.type: redis needs cache.redis_url, or the variable REDIS_URL',
    ],
    ['a: [1\n', 'config/config.yaml:2:1: wrong indentation, or a bracket that is not closed'],
  ])('%j', (yaml, message) => {
    expect(problems({ yaml })).toEqual([message])
  })

  test('a problem of the file stays one when the environment overrides the value', () => {
    const [problem = ''] = problems({ yaml: 'server: { port: x }', env: { PORT: '1' } })
    expect(problem).toContain('config/config.yaml:1:17: server.port')
  })

  test('a wrong variable is named, and its line in .env', () => {
    expect(problems({ env: { PORT: '99999' }, dotenv: '# x\nLOG_LEVEL=inf' })).toEqual([
      '.env:2: logging.level: expected debug, info, warn or error (from LOG_LEVEL); did you mean "info"?',
      'server.port: expected a whole number from 0 to 65535 (from PORT)',
    ])
    expect(problems({ flags: { port: 'x' } })).toEqual([
      'server.port: expected a whole number from 0 to 65535, got text (from --port)',
    ])
  })

  test('all problems come in one go, in the order of the file', () => {
    const yaml = 'ui: { x: 1 }\nserver: { y: 1 }\nservices: [ 1 ]\nlogging: { z: "${NO}" }\n'
    const lines = problems({ yaml }).map((problem) => problem.split(':')[1])
    expect(lines).toEqual(['1', '2', '3', '4', '4'])
  })

  test('of 100,000 wrong keys the first hundred are told, at once', () => {
    const yaml = Array.from({ length: 100_000 }, (_, i) => `k${i}: 1`).join('\n')
    expect(problems({ yaml })).toHaveLength(100)
  })

  test('a file of 2 MiB is refused unread', () => {
    expect(problems({ yaml: `# ${'x'.repeat(2_097_152)}` })).toEqual([
      'config/config.yaml: is larger than 1024 KiB',
    ])
  })

  test('an alias bomb is refused', () => {
    const bomb = Array.from({ length: 9 }, (_, i) => {
      const nine = Array.from({ length: 9 }, () => (i === 0 ? 'x' : `*a${i - 1}`))
      return `a${i}: &a${i} [${nine.join(', ')}]`
    })
    expect(problems({ yaml: bomb.join('\n') }).join()).toContain('stands for too much')
  })

  test('a __proto__ key is refused and changes nothing', () => {
    const yaml = 'server:\n  __proto__: { port: 1 }\n'
    expect(problems({ yaml })).toEqual([
      'config/config.yaml:2:3: server.__proto__: this key is never allowed',
    ])
    expect(Object.hasOwn(Object.prototype, 'port')).toBe(false)
  })

  test('a key cannot write control characters to a terminal', () => {
    const [problem = ''] = problems({ yaml: '"a\\e[31m\\nb": 1' })
    expect(problem).toBe('config/config.yaml:1:1: a\\u001b[31m\\u000ab: unknown key')
  })

  test.each([
    ['your-256-bit-secret', 'is a well-known sample'],
    ['too-short-but-not-known', 'has 23 bytes where 32 are needed'],
    ['x'.repeat(64), 'repeats the same characters'],
  ])('JWT_SECRET=%s in production', (secret, reason) => {
    const [problem = ''] = problems({ env: { JWT_SECRET: secret } })
    expect(problem.startsWith(`JWT_SECRET: ${reason}; in production`)).toBe(true)
    const development = { JWT_SECRET: secret, ENVIRONMENT: 'development' }
    expect(load({ env: development }).kind).toBe('ok')
  })
})

test('no problem shows a value', () => {
  const yaml = `
server: { port: "\${S}", host: "\${S}", public_url: "\${S}", cors_origins: ["\${S}"], public_metrics: "\${S}" }
auth: { registration: "\${S}" }
database: { postgres_url: "\${S}", pool: "\${S}" }
ui: { refresh_interval: "\${S}" }
cache: { redis_url: "\${S}" }
gitlab: [ "\${S}", { name: a, url: "\${S}" } ]
services: [ "\${S}", { name: a, url: http://x, check_interval: "\${S}", paused: "\${S}" } ]
retention: { outcomes: "\${S}" }
`
  const env = { S: 'canary space', ENVIRONMENT: 'canary', AGGREGATOR_URL: 'canary', PORT: 'canary' }
  const result = load({ yaml, env })
  expect(result.kind === 'refused' && result.problems.length).toBeGreaterThan(15)
  expect(inspect(result, { depth: 9 })).not.toContain('canary')
})
