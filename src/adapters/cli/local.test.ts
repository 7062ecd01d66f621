import { describe, expect, test } from 'vitest'
import { Refusal } from '../../kernel/index.ts'
import { run, serverOf } from './harness.contract.ts'
import type { ConfigFlags, ConfigReport, LocalIdentity } from './index.ts'

/** What the commands asked of the data folder. */
function office(refusal: Refusal | null = null) {
  const asked: unknown[] = []
  const answer = async <Value>(what: unknown[], value: Value): Promise<Value> => {
    asked.push(what)
    if (refusal !== null) throw refusal
    return value
  }
  const identity: LocalIdentity = {
    addUser: (user) => {
      const account = {
        id: 7,
        email: user.email,
        role: user.role ?? 'viewer',
        createdAt: 0,
      } as const
      return answer(['add', user], account)
    },
    setPassword: (email, password) => answer(['passwd', email, password], undefined),
    createToken: (email, token) =>
      answer(['token', email, token], {
        secret: 'phr_made',
        name: token.name,
        role: token.role ?? 'admin',
        expiresAt: token.expiresInDays === null ? null : Date.UTC(2026, 6, 1),
      }),
    [Symbol.asyncDispose]: async () => {
      asked.push('closed')
    },
  }
  const openIdentity = async (flags: ConfigFlags) => {
    asked.push(flags)
    return identity
  }
  return { asked, openIdentity }
}

const typing = (...answers: (string | null)[]) => ({
  canAsk: true,
  readSecret: async () => answers.shift() ?? null,
})
const piping = (text: string) => ({ readAll: async () => text })

describe('user add', () => {
  test('takes a password that is typed twice', async () => {
    const { asked, openIdentity } = office()
    const argv = ['user', 'add', 'ann@example.com', '--role', 'editor', '--data-dir', '/srv']
    const ran = await run(argv, { openIdentity, io: typing('correct horse', 'correct horse') })
    expect(ran).toEqual({ code: 0, out: 'Added ann@example.com as editor\n', err: '' })
    expect(asked).toEqual([
      { 'data-dir': '/srv' },
      ['add', { email: 'ann@example.com', password: 'correct horse', role: 'editor' }],
      'closed',
    ])
  })

  test('adds nobody when the two differ, or none is typed', async () => {
    for (const answers of [['one', 'two'], ['one', null], [null]]) {
      const { asked, openIdentity } = office()
      const ran = await run(['user', 'add', 'a@b.c'], { openIdentity, io: typing(...answers) })
      expect([ran.code, ran.out]).toEqual([2, ''])
      expect(asked).toEqual([{}, 'closed'])
    }
  })

  test('takes the first line of standard input', async () => {
    const { asked, openIdentity } = office()
    const argv = ['user', 'add', 'a@b.c', '--password-stdin']
    await run(argv, { openIdentity, io: piping('correct horse\r\nmore\n') })
    expect(asked[1]).toEqual(['add', { email: 'a@b.c', password: 'correct horse', role: null }])
    const empty = await run(argv, { openIdentity, io: piping('\n') })
    expect([empty.code, empty.err]).toEqual([
      2,
      'pharos user add: standard input holds no password\n',
    ])
  })

  test.each([
    ['when nobody is there to ask', {}],
    ['when an empty one is typed', typing('')],
  ])('makes a password %s, and shows it once', async (_when, io) => {
    const { asked, openIdentity } = office()
    const ran = await run(['user', 'add', 'a@b.c'], { openIdentity, io })
    const [, password] = /^Password, shown this once: ([\w-]{24})$/m.exec(ran.out) ?? []
    expect(asked[1]).toEqual(['add', { email: 'a@b.c', password, role: null }])
  })

  test('tells machines what it made', async () => {
    const { openIdentity } = office()
    const ran = await run(['user', 'add', 'a@b.c', '--json'], { openIdentity })
    expect(JSON.parse(ran.out)).toEqual({
      email: 'a@b.c',
      role: 'viewer',
      password: expect.stringMatching(/^[\w-]{24}$/),
    })
  })

  test('closes the data folder when it is refused', async () => {
    const { asked, openIdentity } = office(new Refusal('conflict', 'it is taken'))
    const ran = await run(['user', 'add', 'a@b.c'], { openIdentity })
    expect(ran).toEqual({ code: 1, out: '', err: 'pharos user add: it is taken\n' })
    expect(asked.at(-1)).toBe('closed')
  })

  test('knows the roles', async () => {
    const ran = await run(['user', 'add', 'a@b.c', '--role', 'edtor'])
    expect(ran.code).toBe(2)
    expect(ran.err).toContain('did you mean editor?')
  })
})

describe('user passwd', () => {
  test('sets a password', async () => {
    const { asked, openIdentity } = office()
    const argv = ['user', 'passwd', 'a@b.c', '--password-stdin']
    const ran = await run(argv, { openIdentity, io: piping('correct horse') })
    expect(ran.out).toBe('Changed the password of a@b.c; its sessions have ended\n')
    expect(asked).toEqual([{}, ['passwd', 'a@b.c', 'correct horse'], 'closed'])
  })

  test('says no to an account that is not there', async () => {
    const { openIdentity } = office(new Refusal('not_found', 'There is no user a@b.c'))
    expect((await run(['user', 'passwd', 'a@b.c'], { openIdentity })).code).toBe(1)
  })
})

describe('token create', () => {
  const made = { id: 1, name: 'ci', role: 'editor', expires_at: null, token: 'phr_remote' }

  test('asks the server, and prints the token alone on standard output', async () => {
    const { url, heard } = await serverOf(() => ({ status: 201, json: made }))
    const argv = ['token', 'create', 'ci', '--role', 'editor', '--expires', '30d', '--server', url]
    const ran = await run(argv, { env: { PHAROS_TOKEN: 'phr_mine' } })
    expect([ran.code, ran.out]).toEqual([0, 'phr_remote\n'])
    expect(ran.err).toBe('Token "ci" (editor) never expires. It is shown this once.\n')
    expect(heard[0]).toMatchObject({ method: 'POST', url: '/api/v1/tokens' })
    expect(heard[0]?.headers.authorization).toBe('Bearer phr_mine')
    expect(JSON.parse(heard[0]?.body ?? '')).toEqual({
      name: 'ci',
      role: 'editor',
      expires_in_days: 30,
    })
  })

  test('says when the token may do less than was asked', async () => {
    const { url } = await serverOf(() => ({ status: 201, json: made }))
    const ran = await run(['token', 'create', 'ci', '--role', 'admin', '--server', url])
    expect(ran.out).toBe('phr_remote\n')
    expect(ran.err).toContain('Its account may do no more than editor')
  })

  test('needs no server with --user', async () => {
    const { asked, openIdentity } = office()
    const argv = ['token', 'create', 'ci', '--user', 'a@b.c', '--expires', '2w', '--json']
    const ran = await run(argv, { openIdentity })
    expect(asked).toEqual([
      {},
      ['token', 'a@b.c', { name: 'ci', role: null, expiresInDays: 14 }],
      'closed',
    ])
    expect(JSON.parse(ran.out)).toEqual({
      name: 'ci',
      role: 'admin',
      expires_at: '2026-07-01T00:00:00Z',
      token: 'phr_made',
    })
  })

  test.each(['30', '12h', '0d', 'never'])('expires in whole days, not in %s', async (expires) => {
    const ran = await run(['token', 'create', 'ci', '--expires', expires])
    expect([ran.code, ran.out]).toEqual([2, ''])
    expect(ran.err).toContain('--expires takes')
  })

  test('says how to get the first one', async () => {
    const { url } = await serverOf(() => ({ status: 401, json: { code: 'unauthenticated' } }))
    const ran = await run(['token', 'create', 'ci', '--server', url])
    expect([ran.code, ran.out]).toEqual([3, ''])
    expect(ran.err).toContain('"pharos help token create" tells how to get one')
    expect((await run(['help', 'token', 'create'])).out).toContain('--user EMAIL opens the data')
  })
})

describe('config', () => {
  const at = { file: 'config/config.yaml', line: 12, column: 3, hint: null }
  const refused: ConfigReport = {
    kind: 'refused',
    problems: [
      { ...at, path: 'server.prot', message: 'unknown key', hint: 'port' },
      { ...at, file: null, line: null, column: null, path: 'JWT_SECRET', message: 'is short' },
    ],
  }
  const fine: ConfigReport = {
    kind: 'ok',
    warnings: [{ ...at, path: 'gitlab', message: 'not active yet' }],
    yaml: 'server:\n  port: 8080\n  title: "a\u001b[2Jb"\n',
  }
  const lines =
    'config/config.yaml:12:3: server.prot: unknown key; did you mean "port"?\nJWT_SECRET: is short\n'
  const count = 'Pharos does not start with this configuration: it has 2 problems\n'

  test('check prints a problem a line, with its place', async () => {
    const argv = ['config', 'check', '--config', 'x.yaml']
    const ran = await run(argv, {
      loadConfig: async (flags) => {
        expect(flags).toEqual({ config: 'x.yaml' })
        return refused
      },
    })
    expect(ran).toEqual({ code: 2, out: lines, err: count })
  })

  test('check tells machines the same', async () => {
    const bad = await run(['config', 'check', '--json'], { loadConfig: async () => refused })
    expect([bad.code, JSON.parse(bad.out)]).toEqual([
      2,
      { ok: false, problems: refused.problems, warnings: [] },
    ])
    const good = await run(['config', 'check', '--json'], { loadConfig: async () => fine })
    expect([good.code, JSON.parse(good.out)]).toEqual([
      0,
      { ok: true, problems: [], warnings: fine.warnings },
    ])
  })

  test('check says that all is well, with its warnings', async () => {
    expect(await run(['config', 'check'], { loadConfig: async () => fine })).toEqual({
      code: 0,
      out: 'warning: config/config.yaml:12:3: gitlab: not active yet\nThe configuration is fine.\n',
      err: '',
    })
  })

  test('print prints what holds', async () => {
    const ran = await run(['config', 'print'], { loadConfig: async () => fine })
    expect(ran).toEqual({ code: 0, out: 'server:\n  port: 8080\n  title: "ab"\n', err: '' })
  })

  test('print prints nothing of a configuration that is refused', async () => {
    const ran = await run(['config', 'print'], { loadConfig: async () => refused })
    expect(ran).toEqual({ code: 2, out: '', err: lines + count })
  })
})

describe('migrate', () => {
  test.each([
    [3, 5, 'data/pharos.db: from version 3 to 5\n'],
    [5, 5, 'data/pharos.db is at version 5; there is nothing to do\n'],
  ])('from %i to %i', async (from, to, out) => {
    const migrate = async () => ({ from, to, database: 'data/pharos.db' })
    expect(await run(['migrate'], { migrate })).toEqual({ code: 0, out, err: '' })
    const { out: json } = await run(['migrate', '--json'], { migrate })
    expect(JSON.parse(json)).toEqual({ database: 'data/pharos.db', from, to })
  })

  test('says when the database is away', async () => {
    const migrate = () => Promise.reject(new Refusal('unavailable', 'PostgreSQL does not answer'))
    expect((await run(['migrate'], { migrate })).code).toBe(4)
  })
})

describe('doctor', () => {
  const well = { name: 'data folder', status: 'ok', detail: './data', advice: null } as const
  const ill = {
    name: 'clock',
    status: 'fail',
    detail: '3 min off',
    advice: 'set it by NTP',
  } as const

  test('is content when nothing fails', async () => {
    const doubt = { ...ill, status: 'warn' } as const
    const ran = await run(['doctor'], { doctor: async () => [well, doubt] })
    expect(ran.code).toBe(0)
    expect(ran.out).toBe(
      [
        'STATUS  WHAT         FOUND',
        'ok      data folder  ./data',
        'warn    clock        3 min off',
        'clock: set it by NTP',
        '',
      ].join('\n'),
    )
  })

  test('says no when something fails', async () => {
    const ran = await run(['doctor', '--json'], { doctor: async () => [well, ill] })
    expect([ran.code, JSON.parse(ran.out)]).toEqual([1, { findings: [well, ill] }])
  })
})
