import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createClient, firstAdmin, someone } from './support/client.ts'
import { buildOnSqlite, type House, onEachDialect } from './support/house.ts'
import { freePort } from './support/ports.ts'
import { type Ran, root, run } from './support/program.ts'
import { says, startTarget } from './support/target.ts'
import { until } from './support/until.ts'

type Options = { readonly env?: Readonly<Record<string, string>>; readonly input?: string }

/** One command line, in a house. */
const pharos = (house: House, line: string, options: Options = {}): Promise<Ran> =>
  run({
    args: line.split(' '),
    cwd: house.cwd,
    env: { ...house.env, ...options.env },
    ...(options.input === undefined ? {} : { input: options.input }),
  })

/** Where the machine keeps its own Node.js; the one that runs this only where it has none. */
function pathOfTheMachine(): string {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const own = folders.filter((folder) => !folder.startsWith(join(root, 'node_modules')))
  return [...own, dirname(process.execPath)].join(delimiter)
}

test('a command whose reader stops reading ends without a fault', async () => {
  const { cwd, env } = await buildOnSqlite()
  const command = `'${process.execPath}' '${join(root, 'dist', 'main.js')}' config print`
  const script = `${command} 2>&1 | true; echo "\${PIPESTATUS[0]}"`
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    cwd,
    env: { ...env, PATH: process.env.PATH ?? '', HOME: cwd },
  })
  expect(stdout).toBe('0\n')
})

describe('npm run pharos', () => {
  test('hands a command from the Node.js of the machine to the pinned one and prints nothing else', async () => {
    const { cwd, env } = await buildOnSqlite()
    const { stdout } = await promisify(execFile)(
      'node',
      [join(root, 'scripts', 'run.mjs'), 'pharos', 'version'],
      { cwd, env: { ...env, PATH: pathOfTheMachine(), HOME: cwd } },
    )
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(stdout).toBe(`pharos ${version}\n`)
  })
})

describe('pharos check run', () => {
  test('tells of a target that is up, in JSON with all phases, and exits with 0', async () => {
    await using target = await startTarget()
    const { code, stdout, stderr } = await pharos(
      await buildOnSqlite(),
      `check run ${target.url} --json`,
    )
    expect([code, stderr]).toEqual([0, ''])
    const found = JSON.parse(stdout)
    expect(found).toEqual({
      target: target.url,
      status: 'UP',
      reason: 'ok',
      message: expect.any(String),
      phases: {
        dns_ms: null,
        connect_ms: expect.any(Number),
        tls_ms: null,
        first_byte_ms: expect.any(Number),
        total_ms: expect.any(Number),
      },
      evidence: expect.any(Object),
    })
    const { connect_ms, first_byte_ms, total_ms } = found.phases
    expect(total_ms).toBeGreaterThanOrEqual(connect_ms + first_byte_ms - 0.01)
  })

  test('exits with 1 where the answer is no, and names the reason', async () => {
    const house = await buildOnSqlite()
    await using target = await startTarget(says(503))
    const port = await freePort()
    const answers = await Promise.all(
      [
        `check run ${target.url} --json`,
        `check run http://127.0.0.1:${port}/ --json`,
        `check run tcp://127.0.0.1:${port} --json`,
        'check run http://no-such-host.invalid/ --json',
      ].map((line) => pharos(house, line)),
    )
    expect(answers.map(({ code }) => code)).toEqual([1, 1, 1, 1])
    expect(answers.map(({ stdout }) => JSON.parse(stdout).reason)).toEqual([
      'bad_status',
      'connection_refused',
      'connection_refused',
      'dns_failure',
    ])
    const accepted = await pharos(house, `check run ${target.url} --expected-status 503`)
    expect(accepted.code).toBe(0)
    expect(accepted.stdout).toMatch(/^UP {2}http/)
  })

  test('exits with 2 where it is used wrongly, and leaves no data folder behind', async () => {
    const house = await buildOnSqlite()
    const elsewhere = { env: { PHAROS_DATA_DIR: join(house.cwd, 'never') } }
    const wrong = ['check run', 'check run gopher://x', 'check run http://x --no-such-option']
    for (const line of wrong) {
      const { code, stdout, stderr } = await pharos(house, line, elsewhere)
      expect([line, code, stdout]).toEqual([line, 2, ''])
      expect(stderr.trim().split('\n')).toHaveLength(1)
    }
    expect(existsSync(join(house.cwd, 'never'))).toBe(false)
  })
})

describe('pharos config', () => {
  test('check says what is wrong and where, print shows what holds without any secret', async () => {
    const house = await buildOnSqlite()
    const env = { DATABASE_URL: 'postgres://ann:hunter22@db.example.com/pharos' }
    const fine = await pharos(house, 'config check', { env })
    expect([fine.code, fine.stdout]).toEqual([0, 'The configuration is fine.\n'])
    const printed = await pharos(house, 'config print', { env })
    expect(printed.code).toBe(0)
    expect(printed.stdout).toContain('•••')
    expect(printed.stdout).not.toContain('hunter22')
    mkdirSync(join(house.cwd, 'config'))
    writeFileSync(join(house.cwd, 'config', 'config.yaml'), 'server:\n  prot: 1\n')
    const broken = await pharos(house, 'config check')
    expect(broken.code).toBe(2)
    expect(broken.stdout).toContain(
      'config/config.yaml:2:3: server.prot: unknown key; did you mean "port"?',
    )
  })
})

onEachDialect('commands that open the database', (build) => {
  test('migrate makes the schema once, and doctor finds all well', async () => {
    const house = await build()
    const { dialect } = house.database
    const first = await pharos(house, 'migrate --json')
    expect(first).toMatchObject({ code: 0, stderr: '' })
    const which = dialect === 'sqlite' ? 'pharos.db' : 'postgres://'
    expect(JSON.parse(first.stdout)).toMatchObject({
      database: expect.stringContaining(which),
      from: 0,
    })
    const second = JSON.parse((await pharos(house, 'migrate --json')).stdout)
    expect(second.from).toBe(second.to)
    const doctor = await pharos(house, 'doctor --json', {
      env: { PORT: String(await freePort()) },
    })
    expect(doctor.code).toBe(0)
    const { findings } = JSON.parse(doctor.stdout)
    expect(findings.map(({ status }: { status: string }) => status)).not.toContain('fail')
    expect(findings.map(({ name }: { name: string }) => name)).toContain(`database (${dialect})`)
  })

  test('two migrations at once both end well', async () => {
    const house = await build()
    const both = await Promise.all([1, 2].map(() => pharos(house, 'migrate')))
    expect(both.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ])
  })

  test('user add makes an account that logs in, user passwd changes it, also while serve runs', async () => {
    const house = await build()
    const input = `${someone.password}\n`
    const added = await pharos(house, `user add ${someone.email} --password-stdin`, { input })
    expect(added).toMatchObject({ code: 0, stdout: `Added ${someone.email} as admin\n` })
    const again = await pharos(house, `user add ${someone.email} --password-stdin`, { input })
    expect(again.code).toBe(1)
    await using server = await house.serve()
    const stranger = createClient(server.url)
    expect((await stranger.post('/api/v1/auth/login', someone)).status).toBe(200)
    const changed = await pharos(house, `user passwd ${someone.email} --password-stdin`, {
      input: 'battery staple\n',
    })
    expect(changed.code).toBe(0)
    expect((await stranger.post('/api/v1/auth/login', someone)).status).toBe(401)
    const fresh = { email: someone.email, password: 'battery staple' }
    expect((await stranger.post('/api/v1/auth/login', fresh)).status).toBe(200)
    expect(server.stdout.text).not.toContain('/setup?token=')
  })
})

describe('commands that speak to a server', () => {
  test('take address and token from the environment: add, list, show, edit, verdicts, remove', async () => {
    const house = await buildOnSqlite()
    await using target = await startTarget()
    await using server = await house.serve()
    await firstAdmin(server)
    const made = await pharos(house, `token create script --user ${someone.email}`)
    expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/^phr_\S+\n$/)])
    const env = { PHAROS_URL: server.url, PHAROS_TOKEN: made.stdout.trim() }
    const ask = async (line: string) => {
      const ran = await pharos(house, line, { env })
      expect([line, ran.code]).toEqual([line, 0])
      return ran.stdout
    }
    expect(await ask(`service add shop ${target.url} --interval 1s`)).toBe(
      'Added service 1, shop\n',
    )
    expect(JSON.parse(await ask('service list --json'))).toMatchObject({
      items: [{ id: 1, name: 'shop', url: target.url, check_interval: 1 }],
      total: 1,
    })
    await until('it is up', async () => /^UP\s+shop/m.test(await ask('check list')))
    expect(await ask('service edit shop --name store')).toBe('Changed service 1, store\n')
    expect(JSON.parse(await ask('service show store --json'))).toMatchObject({ id: 1, rev: 2 })
    const second = await ask('token create second --role viewer --expires 30d')
    const viewer = { PHAROS_URL: server.url, PHAROS_TOKEN: second.trim() }
    const forbidden = await pharos(house, 'service rm store --yes', { env: viewer })
    expect(forbidden.code).toBe(3)
    expect(await ask('service rm store --yes')).toBe('Removed service 1, store\n')
    const gone = await pharos(house, 'service show store', { env })
    expect(gone.code).toBe(1)
  })

  test('exit with 3 without a token and with 4 without a server, in one line that helps', async () => {
    const house = await buildOnSqlite()
    await using server = await house.serve()
    const stranger = await pharos(house, 'service list', { env: { PHAROS_URL: server.url } })
    expect([stranger.code, stranger.stdout]).toEqual([3, ''])
    expect(stranger.stderr).toContain('PHAROS_TOKEN')
    const port = await freePort()
    const env = { PHAROS_URL: `http://127.0.0.1:${port}` }
    const nobody = await pharos(house, 'service list', { env })
    expect([nobody.code, nobody.stdout]).toEqual([4, ''])
    expect(nobody.stderr).toContain('connection refused')
    expect(nobody.stderr.trim().split('\n')).toHaveLength(1)
  })
})
