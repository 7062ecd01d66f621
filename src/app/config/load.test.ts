import { describe, expect, test } from 'vitest'
import { invalid } from '../../kernel/index.ts'
import { parseDraft } from '../../modules/services/index.ts'
import { formatProblem, loadConfig } from './index.ts'
import { type Given, key, load, loaded, problems, tokenOf, warnings } from './loading.contract.ts'
import { serviceKeys } from './services.ts'

describe('layers', () => {
  test('without anything there are defaults, and no warning', () => {
    const result = load({})
    expect(result).toMatchObject({ kind: 'ok', warnings: [] })
    expect(loaded({})).toMatchObject({
      file: null,
      environment: 'production',
      dataDir: './data',
      server: {
        host: '0.0.0.0',
        port: 8080,
        grpcPort: 50_051,
        publicUrl: null,
        trustedProxies: [],
        corsOrigins: [],
        publicMetrics: false,
      },
      auth: { registration: 'invite', defaultRole: 'editor', jwtSecret: null, setupToken: null },
      secretKey: null,
      database: { kind: 'sqlite', file: 'data/pharos.db' },
      checks: {
        defaultIntervalMs: 30_000,
        defaultTimeoutMs: 10_000,
        allowPrivateTargets: true,
        concurrency: 100,
      },
      services: [],
      retention: {
        outcomesMs: 2_592_000_000,
        rollupsMs: 34_560_000_000,
        samplesMs: 2_592_000_000,
        runsMs: 'forever',
        eventsMs: 34_560_000_000,
      },
      logging: { level: 'info', format: 'json' },
      aggregatorUrl: null,
      client: { url: null, token: null },
    })
  })

  test('each layer goes before the one below it, and says so', () => {
    const yaml = 'server: { port: 1111, host: 1.1.1.1 }\nlogging: { level: warn }\n'
    const port = (given: Given) => {
      const config = loaded({ yaml, ...given })
      return [config.server.port, config.source('server.port')]
    }
    const file = { kind: 'file', file: 'config/config.yaml', line: 1, column: 11 }
    expect(port({})).toEqual([1111, file])
    expect(port({ dotenv: '\nPORT=2222' })).toEqual([
      2222,
      { kind: 'env', name: 'PORT', file: '.env', line: 2 },
    ])
    expect(port({ dotenv: 'PORT=2222', env: { PORT: ':7777' } })).toEqual([
      7777,
      { kind: 'env', name: 'PORT', file: null, line: null },
    ])
    const flags = { port: '4444', 'data-dir': '/var/lib/pharos' }
    expect(port({ dotenv: 'PORT=2222', env: { PORT: '3333' }, flags })).toEqual([
      4444,
      { kind: 'flag', name: 'port' },
    ])
    expect(loaded({ yaml, flags })).toMatchObject({
      server: { host: '1.1.1.1' },
      logging: { level: 'warn' },
      dataDir: '/var/lib/pharos',
      database: { kind: 'sqlite', file: '/var/lib/pharos/pharos.db' },
    })
    expect(loaded({ yaml }).source('ui.title')).toEqual({ kind: 'default' })
  })

  test('an empty variable counts as absent', () => {
    expect(loaded({ env: { PORT: '', DATABASE_URL: '' } }).server.port).toBe(8080)
    expect(loaded({ env: { PORT: '' }, dotenv: 'PORT=2222' }).server.port).toBe(2222)
  })

  test('--config goes before PHAROS_CONFIG, and a named file must exist', () => {
    const files = { '/app/a.yaml': 'server: { port: 1 }', '/etc/b.yaml': 'server: { port: 2 }' }
    const env = { PHAROS_CONFIG: '/etc/b.yaml' }
    expect(loaded({ files, env }).server.port).toBe(2)
    expect(loaded({ files, env, flags: { config: 'a.yaml' } })).toMatchObject({
      file: 'a.yaml',
      server: { port: 1 },
    })
    expect(problems({ flags: { config: 'c.yaml' } })).toEqual([
      'c.yaml: does not exist (from --config)',
    ])
    expect(problems({ env: { PHAROS_CONFIG: 'c.yaml' } })).toEqual([
      'c.yaml: does not exist (from PHAROS_CONFIG)',
    ])
  })

  test('a file that cannot be read is refused, not ignored', () => {
    const readFile = (path: string) => {
      if (path !== '/app/config/config.yaml') return null
      throw Object.assign(new Error('no'), { code: 'EACCES' })
    }
    const result = loadConfig({ flags: {}, env: {}, cwd: '/app', readFile })
    expect(result.kind === 'refused' && result.problems.map(formatProblem)).toEqual([
      'config/config.yaml: cannot be read (EACCES)',
    ])
  })

  test.each([
    [
      { DATABASE_URL: 'postgres://u:p@h/x', POSTGRES_URL: 'postgres://u:p@other/x' },
      'postgres://u:p@h/x',
    ],
    [
      { POSTGRES_URL: 'postgresql://u:p@h/x?sslmode=disable' },
      'postgresql://u:p@h/x?sslmode=disable',
    ],
  ])('%j is PostgreSQL', (env, url) => {
    const { database } = loaded({ env })
    expect(database).toMatchObject({ kind: 'postgres', pool: 25 })
    expect(database.kind === 'postgres' && database.url.reveal()).toBe(url)
  })

  test('DATABASE_URL=sqlite:FILE is SQLite', () => {
    const database = (url: string) => loaded({ env: { DATABASE_URL: url } }).database
    expect(database('sqlite:./my.db')).toEqual({ kind: 'sqlite', file: './my.db' })
    expect(database('sqlite:/var/x.db')).toEqual({ kind: 'sqlite', file: '/var/x.db' })
  })

  test.each([
    'mysql://u:canary@h/x',
    'sqlite://x.db',
    'sqlite::memory:',
    'sqlite:',
    'postgres//canary',
  ])('DATABASE_URL=%s is refused without being shown', (url) => {
    const [problem = ''] = problems({ env: { DATABASE_URL: url } })
    expect(problem).toMatch(/^database.postgres_url: expected postgres:\/\/…, .*from DATABASE_URL/)
    expect(problem).not.toContain('canary')
  })

  test('registration is open in development, unless somebody says otherwise', () => {
    const registration = (given: Given) => loaded(given).auth.registration
    expect(registration({ env: { ENVIRONMENT: 'development' } })).toBe('open')
    expect(registration({ env: { ENV: 'development' } })).toBe('open')
    const yaml = 'auth: { registration: closed }'
    expect(registration({ env: { ENVIRONMENT: 'development' }, yaml })).toBe('closed')
    expect(registration({ env: { ENVIRONMENT: 'production', ENV: 'development' } })).toBe('invite')
  })

  test('an environment of another name is refused; an ENV of the shell is not ours', () => {
    expect(problems({ env: { ENVIRONMENT: 'staging' } })).toEqual([
      'ENVIRONMENT: expected production or development',
    ])
    expect(loaded({ env: { ENV: '/root/.shrc' } }).environment).toBe('production')
    expect(warnings({ env: { ENV: '/root/.shrc' } })[0]).toContain('counts as absent (from ENV)')
  })
})

describe('variables in the file', () => {
  test('texts become numbers and truth values where the schema wants them', () => {
    const yaml = `
server: { port: "\${WEB}", public_metrics: "\${METRICS:-true}", host: "\${HOST_NAME:-127.0.0.1}" }
ui: { title: "\${WEB}" }
checks: { default_interval: "\${EVERY}", default_timeout: "\${EVERY}s" }
`
    expect(loaded({ yaml, env: { WEB: '8081', EVERY: '20' } })).toMatchObject({
      server: { port: 8081, publicMetrics: true, host: '127.0.0.1' },
      ui: { title: '8081' },
      checks: { defaultIntervalMs: 20_000, defaultTimeoutMs: 20_000 },
    })
  })

  test('a value never adds a key', () => {
    const yaml = 'ui: { title: "${TITLE}" }'
    const config = loaded({ yaml, env: { TITLE: 'x", refresh_interval: "9s' } })
    expect(config.ui).toEqual({
      timeZone: null,
      title: 'x", refresh_interval: "9s',
      refreshIntervalMs: 5_000,
    })
  })

  test('a missing variable is refused with its place, and nothing else about it', () => {
    expect(problems({ yaml: 'server:\n  port: ${NOWHERE}\n' })).toEqual([
      'config/config.yaml:2:9: server.port: the variable NOWHERE is not set; ${NOWHERE:-default} gives a default',
    ])
  })

  test('NAME_FILE gives the value of a file, to the file and to the environment', () => {
    const files = { '/run/secrets/jwt': `${key}\n`, '/app/token': 'glpat-1\r\n' }
    const config = loaded({
      yaml: 'gitlab: [ { name: g, token: "${GITLAB_TOKEN}" } ]',
      env: { JWT_SECRET_FILE: '/run/secrets/jwt' },
      dotenv: 'GITLAB_TOKEN_FILE=token',
      files,
    })
    expect(config.auth.jwtSecret?.reveal()).toBe(key)
    expect(config.source('JWT_SECRET')).toMatchObject({ kind: 'env', name: 'JWT_SECRET_FILE' })
    expect(tokenOf(config.connections[0])).toBe('glpat-1')
  })

  test('NAME goes before NAME_FILE, and the real environment before both of .env', () => {
    const files = { '/app/a': '1111' }
    expect(loaded({ env: { PORT: '2222', PORT_FILE: 'a' }, files }).server.port).toBe(2222)
    expect(loaded({ env: { PORT_FILE: 'a' }, dotenv: 'PORT=3333', files }).server.port).toBe(1111)
  })

  test('a NAME_FILE that names nothing is refused', () => {
    expect(problems({ env: { JWT_SECRET_FILE: '/run/none' } })).toEqual([
      'JWT_SECRET: its file does not exist (from JWT_SECRET_FILE)',
    ])
    const files = { '/app/big': 'x'.repeat(70_000) }
    expect(problems({ dotenv: '\nJWT_SECRET_FILE=big', files })).toEqual([
      '.env:2: JWT_SECRET: its file is larger than 64 KiB (from JWT_SECRET_FILE)',
    ])
  })
})

describe('services of the file', () => {
  test('are read with the rules of the services room and hidden behind a call', () => {
    const yaml = `
checks: { default_interval: 1m }
services:
  - { name: api, url: https://api.example.com/health, tags: [Shop, "team:web"] }
  - { name: db, url: "tcp://db:5432", check_interval: "\${EVERY}", paused: "\${OFF}" }
`
    const { services } = loaded({ yaml, env: { EVERY: '15', OFF: 'true' } })
    expect(services.map((service) => service.reveal())).toMatchObject([
      {
        name: 'api',
        url: 'https://api.example.com/health',
        intervalMs: 60_000,
        paused: false,
        tags: ['shop', 'team:web'],
      },
      { name: 'db', intervalMs: 15_000, paused: true },
    ])
  })

  test('are given to the probe, whose refusal gets a line', () => {
    const yaml = 'services:\n  - name: a\n    url: gopher://x\n    config: { method: 5 }\n'
    const checkService = () => {
      throw invalid([
        { path: 'url', message: 'is not probed' },
        { path: 'config.method', message: 'is wrong' },
      ])
    }
    expect(problems({ yaml, checkService })).toEqual([
      'config/config.yaml:3:10: services.0.url: is not probed',
      'config/config.yaml:4:23: services.0.config.method: is wrong',
    ])
  })

  test('take the keys that the services room takes', () => {
    const input = { name: 'a', url: 'http://x', config: {}, paused: true, tags: [] }
    const full = Object.fromEntries(serviceKeys.map((name) => [name, 5]))
    expect(() => parseDraft({ ...full, ...input }, { intervalMs: 1_000 })).not.toThrow()
  })
})

describe('rooms that are not built yet', () => {
  test('their sections are checked, kept and warned about', () => {
    const yaml = 'prometheus: [ { name: p, url: "http://p:9090" } ]\nclickhouse:\n'
    expect(warnings({ yaml })).toEqual(['config/config.yaml:1:1: prometheus: not active yet'])
    expect(loaded({ yaml }).inactive).toMatchObject({ prometheus: [{ name: 'p' }] })
    expect(problems({ yaml: 'clickhouse: { ulr: "http://c" }' })).toEqual([
      'config/config.yaml:1:15: clickhouse.ulr: unknown key; did you mean "url"?',
    ])
  })

  test('their keys and variables are warned about once they are chosen', () => {
    expect(
      warnings({
        yaml: 'server: { grpc_port: 9090 }\nui: { refresh_interval: 9s }\n',
      }),
    ).toEqual([
      'config/config.yaml:1:11: server.grpc_port: not active yet',
      'config/config.yaml:2:7: ui.refresh_interval: not active yet',
    ])
    expect(warnings({ yaml: 'server: { grpc_port: 50051 }' })).toEqual([])
  })

  test('REDIS_URL, CACHE_TYPE and CLICKHOUSE_URL reach their sections', () => {
    const env = {
      REDIS_URL: 'redis://r:6379',
      CACHE_TYPE: 'Redis',
      CLICKHOUSE_URL: 'http://c:8123',
    }
    const { cache, inactive } = loaded({ env })
    expect(cache).toMatchObject({ type: 'redis' })
    expect([cache.redisUrl?.reveal(), inactive.clickhouse?.url?.reveal()]).toEqual([
      'redis://r:6379',
      'http://c:8123',
    ])
  })
})

test('a line of .env that is no assignment is a warning', () => {
  expect(warnings({ dotenv: 'PORT=1\nhello\n' })).toEqual([
    '.env:2: this line is no NAME=value and counts as absent',
  ])
})

describe('the public page', () => {
  test('is there, and what is on it is a matter of the tag', () => {
    expect(loaded({}).status).toEqual({ enabled: true, title: null, tags: ['public'] })
    const yaml = 'status: { title: Example, tags: [Web, mail] }'
    expect(loaded({ yaml }).status).toMatchObject({ title: 'Example', tags: ['web', 'mail'] })
    expect(loaded({ yaml: 'status: { tags: [] }' }).status.tags).toEqual([])
  })

  test('has tags that a service can have', () => {
    expect(problems({ yaml: 'status: { tags: ["my team"] }' })).toEqual([
      expect.stringContaining('status.tags.0: expected a tag: letters, digits and ._:/-'),
    ])
  })
})
