import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { describeWith } from '../test/support/engines.ts'
import { buildExecutable, buildMs } from './support/executable.ts'
import { type Folder, makeFolder } from './support/folder.ts'
import { root } from './support/program.ts'
import { type Container, rootfs, runContainer } from './support/rootfs.ts'
import { until } from './support/until.ts'

/** What the kernel says of a process. */
function statusOf(pid: number): Readonly<Record<string, string>> {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').trim().split('\n')
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', value = ''] = line.split(':\t')
      return [name, value.trim()]
    }),
  )
}

/** The options of each mount that a process sees, by its place. */
function mountsOf(pid: number): Map<string, readonly string[]> {
  const lines = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').trim().split('\n')
  return new Map(
    lines.map((line) => {
      const [, , , , place = '', options = ''] = line.split(' ')
      return [place, options.split(',')]
    }),
  )
}

const entriesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => ({
    entry,
    path: relative(folder, join(entry.parentPath, entry.name)),
  }))

/** The word of the error that writing there ends with; `null` when it can be written. */
function refusal(folder: string): string | null {
  try {
    writeFileSync(join(folder, 'written-by-a-test'), '')
    return null
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

describeWith('bubblewrap', 'the file system of the image', (bwrap) => {
  let folder: Folder
  let image: string
  let volumes = 0
  const newVolume = () => join(folder.path, `volume-${volumes++}`)
  const run = (data: string, options: readonly string[] = []): Promise<Container> =>
    runContainer({ image, data, options })

  beforeAll(async () => {
    process.env.PHAROS_BUBBLEWRAP = bwrap
    await buildExecutable()
    folder = makeFolder()
    // The program is somebody else than we are.
    chmodSync(folder.path, 0o755)
    image = join(folder.path, 'image')
    const { code, stderr } = await rootfs(['build', image])
    expect([code, stderr]).toEqual([0, ''])
  }, buildMs)
  afterAll(() => folder[Symbol.dispose]())

  describe('as it is laid out', () => {
    test('holds one program, the libraries that it is linked with, and no other executable', () => {
      const files = entriesOf(join(image, 'root')).filter(({ entry }) => entry.isFile())
      const executable = files
        .filter(({ entry }) => statSync(join(entry.parentPath, entry.name)).mode & 0o111)
        .map(({ path }) => path)
      const linked = execFileSync('ldd', [join(image, 'root/usr/bin/pharos')], { encoding: 'utf8' })
      const libraries = [...linked.matchAll(/\/(\S+) \(0x/g)].map(([, path]) => path)
      expect(libraries.length).toBeGreaterThan(2)
      expect(executable.toSorted()).toEqual(['usr/bin/pharos', ...libraries].toSorted())
    })

    test('holds nothing that runs as somebody else, and no link out of it', () => {
      const strange = entriesOf(image).filter(({ entry }) => {
        if (!entry.isFile() && !entry.isDirectory()) return true
        return statSync(join(entry.parentPath, entry.name)).mode & 0o6000
      })
      expect(strange.map(({ path }) => path)).toEqual([])
    })

    test('has the licences of all that is in the program', () => {
      const text = readFileSync(join(image, 'root/usr/share/doc/pharos/licenses.txt'), 'utf8')
      expect(text).toMatch(/^== Pharos ==$/m)
      expect(text).toMatch(/Node\.js/)
    })

    test('has a list of the packages that are in the program, its runtime among them', () => {
      const text = readFileSync(join(image, 'root/usr/share/doc/pharos/sbom.cdx.json'), 'utf8')
      const { metadata, components } = JSON.parse(text)
      const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
      expect(metadata.component).toMatchObject({ name: 'pharos', version })
      const found = components.map(({ name }: { name: string }) => name)
      const runtime = `node-${process.platform}-${process.arch}`
      expect(found).toEqual(expect.arrayContaining([...Object.keys(dependencies), runtime]))
      expect(found).not.toContain('vitest')
    })

    test('names the package and the licence of every library for those who look for holes', () => {
      const packages = readdirSync(join(image, 'root/var/lib/dpkg/status.d'))
      expect(packages).toContain('libc6')
      for (const name of packages) {
        const status = readFileSync(join(image, 'root/var/lib/dpkg/status.d', name), 'utf8')
        expect(status).toMatch(
          new RegExp(`^Package: ${name.replaceAll('+', '\\+')}\n[^]*^Version: `, 'm'),
        )
        const licence = readFileSync(join(image, 'root/usr/share/doc', name, 'copyright'), 'utf8')
        expect(licence).not.toBe('')
      }
    })
  })

  describe('when it runs', () => {
    let container: Container
    beforeAll(async () => {
      container = await run(newVolume())
    })
    afterAll(() => container[Symbol.asyncDispose]())

    test('the program is process 1 of its world, user 10001, with no capability to gain', () => {
      const { NSpid, Uid, Gid, Groups, ...status } = statusOf(container.pid)
      expect(NSpid).toBe(`${container.pid}\t1`)
      expect(readlinkSync(`/proc/${container.pid}/exe`)).toBe('/usr/bin/pharos')
      const mine = process.getuid?.() === 0 ? '10001' : String(process.getuid?.())
      expect(Uid).toBe(Array(4).fill(mine).join('\t'))
      expect(readFileSync(`/proc/${container.pid}/uid_map`, 'utf8').trim()).toMatch(
        /^10001 +\d+ +1$/,
      )
      expect(readFileSync(`/proc/${container.pid}/gid_map`, 'utf8').trim()).toMatch(
        /^10001 +\d+ +1$/,
      )
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
        expect([set, status[set]]).toEqual([set, '0000000000000000'])
      }
      expect(status.NoNewPrivs).toBe('1')
    })

    test('every folder but its volume and /tmp is read-only', () => {
      const seen = entriesOf(join(image, 'root'))
        .filter(({ entry }) => entry.isDirectory())
        .map(({ path }) => path)
        .filter((path) => !/^(proc|tmp|data)(\/|$)/.test(path))
      expect(seen).toEqual(expect.arrayContaining(['etc', 'usr/bin', 'run', 'dev', 'var/lib']))
      const refusals = ['.', ...seen].map((path) => [path, refusal(join(container.root, path))])
      expect(refusals).toEqual(refusals.map(([path]) => [path, 'EROFS']))
      expect(refusal(join(container.root, 'data'))).toBeNull()
      expect(refusal(join(container.root, 'tmp'))).toBeNull()
    })

    test('nothing can be run from /tmp, and no mount takes set-user-id or device files', async () => {
      const [data, tmp] = ['data', 'tmp'].map((name) => join(container.root, name, 'script'))
      for (const file of [data, tmp])
        writeFileSync(file ?? '', '#!/usr/bin/pharos\n', { mode: 0o755 })
      expect((await container.exec('/data/script')).stderr).not.toMatch(/Permission denied/)
      const refused = await container.exec('/tmp/script')
      expect([refused.code, refused.stderr]).toEqual([
        126,
        expect.stringMatching(/Permission denied/),
      ])
      for (const place of ['/', '/data', '/tmp']) {
        expect(mountsOf(container.pid).get(place)).toEqual(
          expect.arrayContaining(['nosuid', 'nodev']),
        )
      }
    })

    test.each(['sh', 'bash', 'node', 'npm', 'apt', 'dpkg', 'ls', 'curl', 'env'])(
      'there is no %s in it',
      async (name) => {
        const { code, stderr } = await container.exec(name)
        expect([code, stderr]).toEqual([127, expect.stringMatching(/No such file/)])
      },
    )

    test('it is healthy by the HEALTHCHECK of the image, and its page opens', async () => {
      const health = await container.health()
      expect([health.code, health.stderr]).toEqual([0, ''])
      expect(await container.read('/login')).toMatch(/<title>.*Pharos<\/title>/)
    })

    test('it starts no child process, so none is ever left to be collected', () => {
      const children = readFileSync(`/proc/${container.pid}/task/${container.pid}/children`, 'utf8')
      expect(children).toBe('')
    })

    test('names are looked up by the files that an engine gives', async () => {
      const found = await container.exec('pharos check run http://localhost:8080/readyz --json')
      expect([found.code, JSON.parse(found.stdout).evidence.status]).toEqual([0, 200])
    })
  })

  test('SIGTERM ends it with 0, and its volume has everything for the next one', async () => {
    const data = newVolume()
    const token = await firstRun(data)
    await using next = await run(data)
    const listed = await next.exec('pharos service list --json', { env: { PHAROS_TOKEN: token } })
    const names = JSON.parse(listed.stdout).items.map(({ name }: { name: string }) => name)
    expect(names).toContain('kept')
    expect(await next.stop()).toEqual({ code: 0, signal: null })
  })

  /** Adds a service and stops. @returns a token */
  async function firstRun(data: string): Promise<string> {
    await using container = await run(data)
    const password = { input: 'correct horse battery staple\n' }
    const ann = await container.exec('pharos user add ann@example.com --password-stdin', password)
    expect(ann.code).toBe(0)
    const made = await container.exec('pharos token create image --user ann@example.com')
    const token = made.stdout.trim()
    const env = { PHAROS_TOKEN: token }
    const add = 'pharos service add kept http://127.0.0.1:8080/livez'
    expect((await container.exec(add, { env })).code).toBe(0)
    expect(await container.stop()).toEqual({ code: 0, signal: null })
    return token
  }

  test('a secret comes in as a file, and a configuration at /config/config.yaml', async () => {
    const [token, config] = ['setup-token', 'config.yaml'].map((name) => join(folder.path, name))
    writeFileSync(token ?? '', 'known-beforehand\n')
    writeFileSync(config ?? '', 'ui: { title: "Bakery" }\nserver: { public_metrics: true }\n')
    await using container = await run(newVolume(), [
      ...['--mount', `${token}:/run/secrets/setup-token`],
      ...['--env', 'PHAROS_SETUP_TOKEN_FILE=/run/secrets/setup-token'],
      ...['--mount', `${config}:/config/config.yaml`],
    ])
    // It tells the token only where it made it itself.
    await container.stdout.wait(/\/setup\n/)
    expect(container.stdout.text + container.stderr.text).not.toContain('known-beforehand')
    const open = await container.exec('pharos check run http://127.0.0.1:8080/metrics')
    expect(open.code).toBe(0)
  })

  test('web and collector of the same image find each other by the volume that they share', async () => {
    const data = newVolume()
    const config = join(folder.path, 'figures.yaml')
    writeFileSync(config, 'server: { public_metrics: true }\n')
    const socket = join(data, 'collector.sock')
    await using collector = await runContainer({
      ...{ image, data, args: ['collector'] },
      healthcheck: ['pharos', 'doctor'],
    })
    await using web = await runContainer({
      ...{ image, data, args: ['web'] },
      options: ['--mount', `${config}:/config/config.yaml`],
    })
    expect(statSync(socket).isSocket()).toBe(true)
    const seen = async () => (await web.read('/metrics')).includes('\npharos_collector_up 1\n')
    await until('web sees the collector', seen)
    expect(await web.stop()).toEqual({ code: 0, signal: null })
    expect(await collector.stop()).toEqual({ code: 0, signal: null })
  })

  test('a collector is healthy by what the Compose file asks it', async () => {
    const { services } = parse(readFileSync(join(root, 'deploy/container/compose.yaml'), 'utf8'), {
      merge: true,
    })
    const { environment, healthcheck, command } = services.collector
    await using collector = await runContainer({
      ...{ image, data: newVolume(), args: command, healthcheck: healthcheck.test.slice(1) },
      options: ['--env', `COLLECTOR_LISTEN=${environment.COLLECTOR_LISTEN}`],
    })
    expect((await collector.health()).stdout).toMatch(/^UP {2}http/)
    expect((await rootfs(['health', String(collector.pid)])).code).toBe(1)
  })

  test('a volume that it may not write ends it with 2 and one line that says so', async () => {
    const data = newVolume()
    mkdirSync(data, { mode: 0o555 })
    const { code, stderr } = await rootfs(['run', image, data])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^pharos: The data folder \/data cannot be written \(.*\n$/)
  })

  test('the flag by which the entry point bounds the heap is one that the runtime takes', async () => {
    const version = (args: readonly string[] = []) =>
      rootfs(['run', image, newVolume(), '--', ...args, 'version'])
    expect((await version()).code).toBe(0)
    const wrong = await version(['--node-options=--max-old-space-size-percentage=none'])
    expect(wrong.code).not.toBe(0)
    expect(wrong.stderr).toMatch(/max-old-space-size-percentage/)
  })
})
