import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Refusal, refusalCodes } from '../../kernel/index.ts'
import { readArgs } from './args.ts'
import { commands, notInThisVersion } from './commands/index.ts'
import { exitCodes } from './exit.ts'
import { run } from './harness.contract.ts'

describe('help', () => {
  test('lists every command and the exit codes', async () => {
    const { code, out, err } = await run(['help'])
    for (const { name, summary } of commands) {
      expect(out).toContain(`  ${name}`)
      expect(out).toContain(summary)
    }
    expect(out).toContain('Exit codes: 0 fine')
    expect([code, err]).toEqual([0, ''])
  })

  test('is the same by --help and -h', async () => {
    const { out } = await run(['help'])
    expect((await run(['--help'])).out).toBe(out)
    expect((await run(['-h'])).out).toBe(out)
  })

  test('without a command it goes to standard error, and is wrong usage', async () => {
    const { code, out, err } = await run([])
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('pharos COMMAND')
  })

  test.each(commands.map((command) => [command.name, command] as const))(
    'of %s shows its options and an example that parses',
    async (name, command) => {
      const { code, out } = await run(['help', ...name.split(' ')])
      expect(code).toBe(0)
      expect(out).toContain(`pharos ${name}`)
      for (const option of Object.keys(command.options)) expect(out).toContain(`--${option}`)
      expect(out).toContain(command.example)
      expect(await run([...name.split(' '), '--help'])).toEqual({ code, out, err: '' })

      const line = /pharos ([^|)]*)/.exec(command.example)?.[1] ?? ''
      expect(line.startsWith(name)).toBe(true)
      const typed = line
        .slice(name.length)
        .split(' ')
        .filter((word) => word !== '')
      expect(readArgs(command, typed)).not.toBe('help')
    },
  )

  test('of a first word shows the commands that begin with it', async () => {
    const { code, out } = await run(['help', 'service'])
    expect(code).toBe(0)
    expect(out.match(/(?<=^ {2})service \w+/gm)).toEqual([
      'service list',
      'service show',
      'service add',
      'service edit',
      'service rm',
    ])
    expect((await run(['service', '--help'])).out).toBe(out)
    expect(await run(['service'])).toEqual({ code: 2, out: '', err: out })
  })

  test('comes even when the rest is wrong', async () => {
    const { code, out } = await run(['service', 'add', '--nonsense', '--help'])
    expect([code, out.startsWith('pharos service add NAME URL [options]')]).toEqual([0, true])
  })
})

test('the version is printed, for people and for machines', async () => {
  expect((await run(['version'])).out).toBe('pharos 1.2.3\n')
  expect((await run(['--version'])).out).toBe('pharos 1.2.3\n')
  expect(JSON.parse((await run(['version', '--json'])).out)).toEqual({ version: '1.2.3' })
})

describe('a command that is not there', () => {
  test.each([
    [['srvice', 'list'], 'pharos: there is no command "srvice"; did you mean "service"?\n'],
    [
      ['service', 'lsit'],
      'pharos: there is no command "service lsit"; did you mean "service list"?\n',
    ],
    [
      ['service', 'frobnicate'],
      'pharos: there is no command "service frobnicate"; see "pharos help service"\n',
    ],
    [['xyzzyx'], 'pharos: there is no command "xyzzyx"; see "pharos help"\n'],
    [['--json', 'service'], 'pharos: options stand after the command: pharos COMMAND --json\n'],
    [['help', 'sevice'], 'pharos: there is no command "sevice"; did you mean "service"?\n'],
  ])('%j names the nearest', async (argv, err) => {
    expect(await run(argv)).toEqual({ code: 2, out: '', err })
  })

  test.each(notInThisVersion)('%s is announced, not misspelt', async (word) => {
    const err = `pharos: "${word}" is not in this version\n`
    expect(await run([word, 'anything'])).toEqual({ code: 2, out: '', err })
  })

  test('N10: escape sequences in it are not repeated', async () => {
    const { err } = await run(['\u001b[31mservce\u001b]0;title\u0007\n'])
    expect(err).toMatch(/^[ -~]+\n$/)
  })
})

describe('what goes wrong inside', () => {
  test.each(refusalCodes)('a refusal %s is one line and an exit code', async (code) => {
    const serve = () => Promise.reject(new Refusal(code, 'because\nof this'))
    const ran = await run(['serve'], { serve })
    expect(ran.err).toBe('pharos serve: because of this\n')
    expect([1, 2, 3, 4]).toContain(ran.code)
  })

  test('a fault of ours is told from an answer', async () => {
    const ran = await run(['serve'], {
      serve: () => Promise.reject(new TypeError('undefined is not')),
    })
    expect(ran.code).toBe(70)
    expect(ran.err).toMatch(
      /^pharos serve: this is a fault of Pharos itself\nTypeError: undefined is not/,
    )
  })

  test('a command that somebody stops says nothing', async () => {
    const stop = new AbortController()
    const ran = await run(['serve'], {
      signal: stop.signal,
      serve: () => {
        stop.abort()
        return Promise.reject(new Error('aborted'))
      },
    })
    expect(ran).toEqual({ code: 130, out: '', err: '' })
  })
})

test.each(['serve', 'web'])('%s hands its flags on, and its exit code back', async (name) => {
  const argv = [name, '--port', '9000', '--data-dir=/srv', '--log-level', 'debug']
  const ran = await run(argv, {
    serve: async (role, flags) => {
      expect(role).toBe(name)
      expect(flags).toEqual({ port: '9000', 'data-dir': '/srv', 'log-level': 'debug' })
      return 2
    },
  })
  expect(ran).toEqual({ code: 2, out: '', err: '' })
})

test('the manual has every command with its example, and every exit code', () => {
  const manual = readFileSync(join(import.meta.dirname, '../../../docs/cli.md'), 'utf8')
  for (const { name, example } of commands) {
    expect(manual).toContain(`**\`${name}`)
    expect(manual).toContain(`\n${example}\n`)
  }
  for (const code of Object.values(exitCodes)) expect(manual).toContain(`\n| ${code} | `)
})
