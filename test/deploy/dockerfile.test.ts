import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answersAt, configOf, isCommand, readImage, root, shipped } from './program.ts'

const dockerfile = shipped('Dockerfile')
const image = readImage()
const lines = (path: string) =>
  shipped(path)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))

describe('the image', () => {
  test('has nothing under it, and only what the build stage laid out in it', () => {
    expect(image.base).toBe('scratch')
    const laidOut = /^RUN node scripts\/rootfs\.mjs build (\S+)$/m.exec(dockerfile)?.[1]
    expect(image.copies).toEqual([
      { from: 'build', chown: null, source: `${laidOut}/root/`, target: '/' },
      { from: 'build', chown: image.user, source: `${laidOut}/data`, target: image.volumes[0] },
    ])
  })

  test('runs as a user that is not root, and that is the same in its files', () => {
    expect(image.user).toBe('10001:10001')
    expect(shipped('scripts/lib/rootfs-build.mjs')).toMatch(/^export const owner = 10_001$/m)
  })

  test('keeps its data on its one volume', () => {
    const { config } = configOf(image.env)
    expect(image.volumes).toEqual([config.dataDir])
    expect(config.database).toMatchObject({ kind: 'sqlite', file: '/data/pharos.db' })
  })

  test('exposes the port that the program listens on', () => {
    expect(image.ports).toEqual([String(configOf(image.env).config.server.port)])
  })

  test('starts the program itself, which is stopped by a signal that it handles', () => {
    expect(image.entrypoint[0]).toBe('/usr/bin/pharos')
    expect(isCommand(image.command)).toBe(true)
    expect(shipped('src/main.ts')).toContain(`'${image.stopSignal}'`)
  })

  test('bounds the heap by the memory that the container may take', () => {
    const [, flag = '', ...more] = image.entrypoint
    expect(more).toEqual([])
    const percent = /^--node-options=--max-old-space-size-percentage=(\d+)$/.exec(flag)?.[1]
    expect(Number(percent)).toBeGreaterThanOrEqual(40)
    expect(Number(percent)).toBeLessThanOrEqual(60)
  })

  test('asks the program by the program whether it makes progress, and nothing of the database', async () => {
    const { command, options } = image.healthcheck
    const [program, check, run, address = '', flag, patience] = command
    expect(program).toBe(image.entrypoint[0])
    expect(isCommand([check ?? '', run ?? ''])).toBe(true)
    const { hostname, port, pathname } = new URL(address)
    expect([hostname, port, pathname]).toEqual(['127.0.0.1', image.ports[0], '/livez'])
    expect(await answersAt('serve', pathname)).toBe(true)
    expect(flag).toBe('--timeout')
    expect(Number.parseInt(patience ?? '', 10)).toBeLessThan(
      Number.parseInt(options.timeout ?? '', 10),
    )
  })

  test('says what it is', () => {
    const names = ['title', 'description', 'licenses', 'version', 'revision']
    expect(Object.keys(image.labels)).toEqual(
      names.map((name) => `org.opencontainers.image.${name}`),
    )
    const { version } = JSON.parse(shipped('package.json'))
    expect(dockerfile).toContain(`ARG VERSION=${version}\n`)
  })
})

describe('the build stage', () => {
  test('is of the Node.js that the repository names', () => {
    const version = shipped('.node-version').trim()
    expect(dockerfile).toContain(`ARG BUILD_IMAGE=node:${version}-bookworm\n`)
  })

  test('installs what the lockfile names and nothing else', () => {
    expect(dockerfile).toMatch(/^RUN npm ci$/m)
    expect(dockerfile).not.toMatch(/npm (i|install|update)\b|npx|curl|wget|apt-get|^ADD /m)
  })

  test('runs scripts that exist', () => {
    const { scripts } = JSON.parse(shipped('package.json'))
    const runs = [...dockerfile.matchAll(/^RUN (?:npm run (\S+)|node (\S+))/gm)]
    expect(runs).toHaveLength(2)
    for (const [, script, file] of runs) {
      if (script !== undefined) expect(Object.keys(scripts)).toContain(script)
      if (file !== undefined) expect(existsSync(join(root, file))).toBe(true)
    }
  })
})

describe('what an engine gets to build from', () => {
  const ignored = lines('.dockerignore')

  test('leaves out the history, and all that is made or kept on this machine', () => {
    const kept = [...lines('.gitignore'), ...lines('deploy/container/.gitignore')]
    const plain = (line: string) => line.replace(/^\*\*\//, '').replace(/\/$/, '')
    const names = ignored.map(plain)
    expect(names).toEqual(expect.arrayContaining(['.git', 'deploy/container/secrets']))
    expect(names).toEqual(expect.arrayContaining(kept.map(plain)))
  })

  test('has what the build reads', () => {
    const read = ['package.json', 'package-lock.json', '.npmrc', 'LICENSE', 'scripts', 'src']
    for (const name of [...read, 'tsconfig.json', 'tsconfig.build.json']) {
      expect(existsSync(join(root, name)), name).toBe(true)
      expect(ignored).not.toContain(name)
    }
  })
})
