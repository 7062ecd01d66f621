import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Client, createClient, firstAdmin } from './support/client.ts'
import { buildExecutable, buildMs, executable } from './support/executable.ts'
import { makeFolder } from './support/folder.ts'
import { onEachDialect } from './support/house.ts'
import { listen } from './support/listener.ts'
import { freePort } from './support/ports.ts'
import { launch, root, run, serve, stopCleanly } from './support/program.ts'
import { openStream } from './support/stream.ts'
import { startTarget } from './support/target.ts'
import { until } from './support/until.ts'

beforeAll(buildExecutable, buildMs)

function emptyFolder(): string {
  const folder = makeFolder()
  onTestFinished(() => folder[Symbol.dispose]())
  return folder.path
}

const pharos = (cwd: string, line: string, env: Readonly<Record<string, string>> = {}) =>
  run({ executable, cwd, args: line.split(' '), env })

describe('the executable, with no Node.js in the path and nothing in its folder', () => {
  test('says its version and leaves nothing behind, whatever NODE_OPTIONS tells other programs', async () => {
    const cwd = emptyFolder()
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const told = await pharos(cwd, '--version', { NODE_OPTIONS: '--no-such-option' })
    expect(told).toEqual({ code: 0, stdout: `pharos ${version}\n`, stderr: '' })
    expect(readdirSync(cwd)).toEqual([])
  })

  test('runs with the flags of Node.js that the program has elsewhere', async () => {
    const flags: string[] = JSON.parse(
      readFileSync(join(root, 'scripts', 'program-flags.json'), 'utf8'),
    )
    expect(flags).not.toEqual([])
    const { stdout } = await pharos(emptyFolder(), '--node-options=--print-flag-values --version')
    for (const flag of flags) expect(stdout.split('\n')).toContain(flag)
  })

  test('runs a check', async () => {
    const cwd = emptyFolder()
    await using target = await startTarget()
    const up = await pharos(cwd, `check run ${target.url} --json`)
    expect([up.code, up.stderr, JSON.parse(up.stdout).status]).toEqual([0, '', 'UP'])
    await target.kill()
    const down = await pharos(cwd, `check run ${target.url} --json`)
    expect([down.code, JSON.parse(down.stdout).reason]).toEqual([1, 'connection_refused'])
  })

  test('serves from the first-run link to a clean stop, with its data in ./data', async () => {
    const cwd = emptyFolder()
    await using server = await serve({ executable, cwd })
    expect(readdirSync(cwd)).toEqual(['data'])
    const link = new URL(await server.setupUrl())
    expect(await textOf(createClient(server.url), link.pathname + link.search)).toContain(
      'Make the first account',
    )
    await stopCleanly(server)
    expect(server.stderr.text).not.toContain('fault')
    expect(readdirSync(join(cwd, 'data'))).toContain('pharos.db')
  })

  test('gives browsers what the built program gives them, byte for byte', async () => {
    await using usual = await serve({ cwd: emptyFolder() })
    await using server = await serve({ executable, cwd: emptyFolder() })
    const [wanted, given] = await Promise.all(
      [usual, server].map(async (one) => loaded(await firstAdmin(one))),
    )
    const names = Object.keys(given ?? {}).map((path) => path.replace(/[0-9a-f]{12}/, 'HASH'))
    expect(names.sort()).toEqual([
      '/a/app.HASH.css',
      '/a/app.HASH.js',
      '/a/favicon.HASH.svg',
      '/a/icons.HASH.svg',
      '/api/docs/docs.css',
      '/api/docs/docs.js',
    ])
    expect(given).toEqual(wanted)
  })
})

test('the bundle that is inside it runs on Node.js by itself, wherever it lies', async () => {
  const cwd = emptyFolder()
  cpSync(join(root, 'dist', 'bundle'), join(cwd, 'bundle'), { recursive: true })
  const args = [join(cwd, 'bundle', 'app', 'pharos.mjs'), 'serve', '--port', '0']
  const env = { HOST: '127.0.0.1' }
  await using program = launch({ executable: process.execPath, cwd, args, env })
  const [, printed = ''] = await program.stdout.wait(/is at (http:\S+)\n/)
  const link = await program.stdout.wait(/(\/setup\?token=\S+)/)
  expect(await textOf(createClient(printed), link[0])).toContain('Make the first account')
  program.kill('SIGTERM')
  expect(await program.exited).toEqual({ code: 0, signal: null })
})

async function textOf(client: Client, path: string): Promise<string> {
  const { status, text } = await client.get(path)
  if (status !== 200) throw new Error(`${path} was answered ${status}: ${text}`)
  return text
}

/** Everything that two pages load, by its address. */
async function loaded(client: Client): Promise<Readonly<Record<string, string>>> {
  const pages = await Promise.all(['/', '/api/docs'].map((path) => textOf(client, path)))
  const found = pages
    .join('\n')
    .matchAll(/(?:src|href)="(\/(?:a|api\/docs)\/[^"#]+\.(?:css|js|svg))/g)
  const paths = [...new Set([...found].map(([, path = '']) => path))]
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await textOf(client, path)] as const)),
  )
}

onEachDialect('the executable at work', (build) => {
  test('watches a service: its page, its stream and a WebSocket tell', async () => {
    const house = await build()
    await using target = await startTarget()
    await using server = await house.serve({ executable })
    const admin = await firstAdmin(server)
    await admin.addService({ name: 'shop', url: target.url, check_interval: 1 })
    await until('it is up', async () => (await admin.service(1)).status === 'UP')
    expect((await admin.get('/')).text).toContain('id="svc-1"')
    using stream = await openStream(admin)
    using socket = await listen(admin)
    await target.kill()
    expect(await socket.message(0)).toMatchObject({ OldStatus: 'UP', NewStatus: 'DOWN' })
    await until('the stream tells it', () => stream.text.includes('<b>Down</b>'))
    await stopCleanly(server)
  })

  test('finds its machine well', async () => {
    const { cwd, env } = await build()
    const port = { PORT: String(await freePort()) }
    const { code, stdout } = await pharos(cwd, 'doctor --json', { ...env, ...port })
    const { findings } = JSON.parse(stdout)
    expect([code, findings.length > 3]).toEqual([0, true])
    expect(findings.map(({ status }: { status: string }) => status)).not.toContain('fail')
  })
})
