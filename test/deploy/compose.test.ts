import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  answersAt,
  configOf,
  filledIn,
  isCommand,
  readImage,
  shipped,
  shippedYaml,
  variableOf,
} from './program.ts'

const image = readImage()

type Service = {
  readonly image: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly tmpfs: readonly string[]
  readonly secrets?: readonly string[]
  readonly networks?: readonly string[]
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly [key: string]: unknown
}
type Compose = {
  readonly services: Readonly<Record<string, Service>>
  readonly networks?: Readonly<Record<string, { readonly internal?: boolean }>>
  readonly secrets?: Readonly<Record<string, { readonly file: string }>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const files = ['compose.yaml', 'deploy/container/compose.yaml'] as const
const composes = files.map((file) => [file, shippedYaml(file) as Compose] as const)
const services = composes.flatMap(([file, { services }]) =>
  Object.entries(services).map(([name, service]) => ({ file, name, service })),
)
const ours = services.filter(({ service }) => service.image.startsWith('pharos'))
const roleOf = ({ command = image.command }: Service): string => command.join(' ')
const secretPlace = '/run/secrets/'

const secretFiles = (names: readonly string[]) => filledIn(names, secretPlace)

describe.each(services)('$name of $file', ({ service }) => {
  test('has a read-only root and runs as a user that is not root', () => {
    expect(service.read_only).toBe(true)
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
  })

  test('has no capability and gains no privilege', () => {
    expect(service.cap_drop).toEqual(['ALL'])
    expect(service.cap_add).toBeUndefined()
    expect(service.privileged).toBeUndefined()
    expect(service.security_opt).toEqual(['no-new-privileges:true'])
  })

  test('has a bound for its memory, without swap, and for its log', () => {
    expect(service.mem_limit).toMatch(/^\d+m$/)
    expect(service.memswap_limit).toBe(service.mem_limit)
    expect(service.logging).toMatchObject({ options: { 'max-size': '10m', 'max-file': '3' } })
  })

  test('comes up again by itself', () => {
    expect(service.restart).toBe('unless-stopped')
  })
})

describe.each(ours)('$name of $file', ({ file, name, service }) => {
  test('runs as the user of the image, a command that exists', () => {
    expect(service.user).toBe(image.user)
    expect(isCommand([roleOf(service)])).toBe(true)
  })

  test('writes to its volume, and to a /tmp that runs nothing', () => {
    const tmp = service.tmpfs.find((mount) => mount.startsWith('/tmp:'))
    expect(tmp?.split(':')[1]?.split(',')).toEqual(
      expect.arrayContaining(['size=16m', 'noexec', 'nosuid', 'nodev']),
    )
    const underBubblewrap = /^const tmpfs = '(.+)'$/m.exec(shipped('scripts/lib/rootfs-run.mjs'))
    expect(tmp).toBe(`/tmp:${underBubblewrap?.[1]}`)
    const writable = [...(service.volumes ?? []), ...service.tmpfs].map((mount) => {
      const [from = '', to = ''] = mount.split(':')
      return service.volumes?.includes(mount) ? to : from
    })
    expect(writable.toSorted()).toEqual([...image.volumes, '/tmp'])
  })

  test('is given more time to stop than the program takes', () => {
    expect(service.stop_grace_period).toBe('40s')
  })

  test('has an environment that the program takes, with nothing to warn of', () => {
    const env = service.environment ?? {}
    for (const variable of Object.keys(env)) expect(variableOf(variable), variable).not.toBeNull()
    const { warnings } = configOf({ ...image.env, ...env }, secretFiles(service.secrets ?? []))
    expect(warnings).toEqual([])
  })

  test('gets every secret as a file, and only those that it reads', () => {
    const env = Object.entries(service.environment ?? {})
    const read = env.filter(([, value]) => value.startsWith(secretPlace))
    for (const [variable] of read) expect(variable).toMatch(/_FILE$/)
    expect(read.map(([, value]) => value.slice(secretPlace.length)).toSorted()).toEqual(
      (service.secrets ?? []).toSorted(),
    )
    for (const [variable, value] of env) {
      if (variable.endsWith('_FILE') || !variableOf(variable)?.secret) continue
      expect(new URL(value).username + new URL(value).password, variable).toBe('')
    }
  })

  test('is asked for its health where it answers', async () => {
    const command = service.healthcheck?.test.slice(1) ?? image.healthcheck.command
    expect(command.slice(0, 3)).toEqual(image.healthcheck.command.slice(0, 3))
    const { port, pathname } = new URL(command[3] ?? '')
    const { config } = configOf(
      { ...image.env, ...service.environment },
      secretFiles(service.secrets ?? []),
    )
    const listens =
      roleOf(service) === 'collector' ? config.collector.listen?.port : config.server.port
    expect([name, Number(port)]).toEqual([name, listens])
    expect(await answersAt(roleOf(service), pathname)).toBe(true)
  })

  test('is published on this machine alone, if at all', () => {
    for (const port of service.ports ?? []) expect(port).toBe(`127.0.0.1:8080:${image.ports[0]}`)
    expect(service.ports === undefined).toBe(roleOf(service) === 'collector')
    expect(file).toMatch(/compose\.yaml$/)
  })
})

describe('deploy/container/compose.yaml', () => {
  const [, [file, { services, networks, secrets = {}, volumes }]] = composes as [
    (typeof composes)[number],
    (typeof composes)[number],
  ]

  test('keeps the database where nothing gets in or out', () => {
    expect(services.postgres?.networks).toEqual(['inside'])
    expect(services.postgres?.ports).toBeUndefined()
    expect(networks?.inside?.internal).toBe(true)
    expect(services.web?.networks).toContain('inside')
    expect(services.collector?.networks).toContain('inside')
  })

  test('sends web to where the collector listens', () => {
    const address = new URL(services.web?.environment?.AGGREGATOR_URL ?? '')
    const [, port] = services.collector?.environment?.COLLECTOR_LISTEN?.split(':') ?? []
    expect([address.hostname, address.port]).toEqual(['collector', port])
  })

  test('has each volume and secret that it names, and names each that it has', () => {
    const used = Object.values(services)
    expect([...new Set(used.flatMap(({ secrets = [] }) => secrets))].toSorted()).toEqual(
      Object.keys(secrets).toSorted(),
    )
    const mounted = used.flatMap(({ volumes = [] }) => volumes.map((mount) => mount.split(':')[0]))
    expect(mounted).toEqual(Object.keys(volumes))
  })

  test('leaves the place of Redis, workers and ClickHouse', () => {
    const place = shipped(file)
      .split('\n')
      .filter((line) => /^ +#/.test(line))
      .join('\n')
    for (const name of ['redis', 'worker', 'clickhouse']) expect(place).toContain(name)
    const named = [...place.matchAll(/\b([A-Z]+_URL)_FILE\b/g)].map(([, variable = '']) => variable)
    expect(named).toEqual(['REDIS_URL', 'CLICKHOUSE_URL'])
    for (const variable of named) expect(variableOf(variable)).not.toBeNull()
  })

  test('gets its secrets from the steps of the install page, for their owner and the containers', () => {
    const page = shipped('docs/install/container.md')
    const step = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].find(([, text]) =>
      text?.includes('mkdir'),
    )
    const folder = mkdtempSync(join(tmpdir(), 'pharos-secrets-'))
    try {
      mkdirSync(join(folder, dirname(file)), { recursive: true })
      execFileSync('sh', ['-eu', '-c', step?.[1] ?? 'false'], { cwd: folder })
      const made = join(folder, dirname(file), 'secrets')
      expect(statSync(made).mode & 0o777).toBe(0o700)
      const wanted = Object.values(secrets).map((secret) =>
        join(folder, dirname(file), secret.file),
      )
      expect(
        readdirSync(made)
          .map((name) => join(made, name))
          .toSorted(),
      ).toEqual(wanted.toSorted())
      for (const path of wanted) expect(statSync(path).mode & 0o777).toBe(0o444)
      const url = new URL(readFileSync(join(made, 'database-url'), 'utf8'))
      expect(url.password).toBe(readFileSync(join(made, 'postgres-password'), 'utf8'))
      expect([url.hostname, url.username, url.pathname]).toEqual([
        'postgres',
        services.postgres?.environment?.POSTGRES_USER,
        `/${services.postgres?.environment?.POSTGRES_DB}`,
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
