import { describe, expect, test } from 'vitest'
import { describeWith } from '../../test/support/engines.ts'
import { openNotifyReceiver } from '../../test/support/notify-receiver.ts'
import { createVirtualTime, virtualClock } from '../kernel/virtual-time.contract.ts'
import { createKeptLog } from '../kernel/world.contract.ts'
import { type ProgramCall, runProgram } from './run-program.ts'
import { createSupervisor, factsFrom } from './supervisor.ts'
import { systemClock } from './world.ts'

const socket = '/run/systemd/notify'
const watched = {
  NOTIFY_SOCKET: socket,
  WATCHDOG_USEC: '60000000',
  WATCHDOG_PID: '7',
  PATH: '/bin',
}

/** A supervisor in virtual time, whose words are kept with the second at which they were said. */
function supervised(env: Readonly<Record<string, string>>, more: { tookMs?: number } = {}) {
  const time = createVirtualTime()
  const clock = virtualClock(time)
  const stop = new AbortController()
  const { log, lines } = createKeptLog()
  const calls: ProgramCall[] = []
  const said: string[] = []
  const state = { goesOn: true, broken: false }
  const supervisor = createSupervisor({
    facts: factsFrom(env, 7),
    clock,
    log,
    signal: stop.signal,
    progressing: () => state.goesOn,
    async run(call) {
      calls.push(call)
      said.push(`${time.now() / 1_000}: ${call.args.join(' ')}`)
      await clock.sleep(more.tookMs ?? 0)
      if (state.broken) throw new Error('systemd-notify: there is no such program in the path')
    },
  })
  return { time, stop, lines, calls, said, state, supervisor }
}

describe('the words to the service manager', () => {
  test('are not said where none listens', async () => {
    const { supervisor, calls } = supervised({ WATCHDOG_USEC: '60000000' })
    await supervisor.ready('serving')
    await supervisor.watch()
    await supervisor.stopping()
    expect(calls).toEqual([])
  })

  test('tell that it serves, how it is, and that it stops', async () => {
    const { supervisor, said, time } = supervised({ NOTIFY_SOCKET: socket })
    await time.runUntilSettled(supervisor.ready('serving http://localhost:8080'))
    await time.runUntilSettled(supervisor.status('the database is away'))
    await time.runUntilSettled(supervisor.stopping())
    expect(said).toEqual([
      '0: READY=1 STATUS=serving http://localhost:8080',
      '0: STATUS=the database is away',
      '0: STOPPING=1 STATUS=stopping',
    ])
  })

  test('go one after the other, however long each takes', async () => {
    const { supervisor, said, time } = supervised({ NOTIFY_SOCKET: socket }, { tookMs: 3_000 })
    void supervisor.ready('serving')
    await time.runUntilSettled(supervisor.stopping())
    expect(said).toEqual(['0: READY=1 STATUS=serving', '3: STOPPING=1 STATUS=stopping'])
  })

  test('carry nothing of the environment but the socket and the path', async () => {
    const { supervisor, calls, time } = supervised({ ...watched, JWT_SECRET: 'not to be seen' })
    await time.runUntilSettled(supervisor.ready('serving'))
    expect(calls[0]?.env).toEqual({ NOTIFY_SOCKET: socket, PATH: '/bin' })
  })

  test('keep to their line: a status cannot bring in another word', async () => {
    const { supervisor, calls, time } = supervised(watched)
    await time.runUntilSettled(supervisor.status(`away\nMAINPID=1\r${'x'.repeat(500)}`))
    const [status = ''] = calls[0]?.args ?? []
    expect(status).toMatch(/^STATUS=away MAINPID=1 x+$/)
    expect(status.length).toBe('STATUS='.length + 200)
  })

  test('that cannot be said are complained about once, until they can be said again', async () => {
    const { supervisor, lines, state, time } = supervised(watched)
    state.broken = true
    await time.runUntilSettled(supervisor.ready('serving'))
    await time.runUntilSettled(supervisor.status('one'))
    state.broken = false
    await time.runUntilSettled(supervisor.status('two'))
    state.broken = true
    await time.runUntilSettled(supervisor.status('three'))
    const message = 'systemd cannot be told how the program is'
    expect(lines.map((line) => line.message)).toEqual([message, message])
  })
})

describe('the watchdog', () => {
  test('is fed at half of its time, until the program is to stop', async () => {
    const { supervisor, said, stop, time } = supervised(watched)
    const watching = supervisor.watch()
    await time.runUntil(95_000)
    stop.abort()
    await time.runUntilSettled(watching)
    expect(said).toEqual(['0: WATCHDOG=1', '30: WATCHDOG=1', '60: WATCHDOG=1', '90: WATCHDOG=1'])
  })

  test('is fed as often when its words take long', async () => {
    const { supervisor, said, time } = supervised(watched, { tookMs: 5_000 })
    void supervisor.watch()
    await time.runUntil(65_000)
    expect(said).toEqual(['0: WATCHDOG=1', '30: WATCHDOG=1', '60: WATCHDOG=1'])
  })

  test('starves while the work does not go on, which is said once', async () => {
    const { supervisor, said, lines, state, time } = supervised(watched)
    void supervisor.watch()
    await time.runUntil(10_000)
    state.goesOn = false
    await time.runUntil(100_000)
    state.goesOn = true
    await time.runUntil(125_000)
    expect(said).toEqual(['0: WATCHDOG=1', '120: WATCHDOG=1'])
    expect(lines.map(({ level }) => level)).toEqual(['error', 'info'])
  })

  test.each([
    ['it counts for nobody', { WATCHDOG_USEC: '' }],
    ['it is off', { WATCHDOG_USEC: '0' }],
    ['its time is no number', { WATCHDOG_USEC: 'soon' }],
    ['it counts for another process', { WATCHDOG_PID: '8' }],
    ['nobody listens', { NOTIFY_SOCKET: '' }],
  ])('is left alone where %s', async (_why, change) => {
    const { supervisor, calls } = supervised({ ...watched, ...change })
    await supervisor.watch()
    expect(calls).toEqual([])
  })
})

const world = { clock: systemClock, log: createKeptLog().log, progressing: () => true }

describeWith('systemd', "systemd's own messenger", () => {
  test('brings each word to the socket of the manager', async () => {
    await using receiver = await openNotifyReceiver()
    const stop = new AbortController()
    const env = {
      NOTIFY_SOCKET: receiver.socket,
      WATCHDOG_USEC: '200000',
      PATH: '/usr/bin:/bin',
    }
    const supervisor = createSupervisor({
      ...world,
      facts: factsFrom(env, process.pid),
      run: runProgram,
      signal: stop.signal,
    })
    await supervisor.ready('serving')
    const watching = supervisor.watch()
    await receiver.hears('WATCHDOG=1')
    const afterFirst = receiver.heard.findIndex((words) => words.includes('WATCHDOG=1')) + 1
    await receiver.hears('WATCHDOG=1', afterFirst)
    stop.abort()
    await watching
    await supervisor.stopping()
    const words = receiver.heard.filter(([first]) => first !== 'BARRIER=1')
    expect(words[0]).toEqual(['READY=1', 'STATUS=serving'])
    expect(words.at(-1)).toEqual(['STOPPING=1', 'STATUS=stopping'])
    expect(receiver.heard.at(-1)).toEqual(['BARRIER=1'])
  })
})

describe('running a program', () => {
  const call = { args: [], env: { PATH: '/usr/bin:/bin' }, timeoutMs: 10_000 }

  test.each([
    ['is not there', { ...call, program: 'pharos-has-no-such' }, 'there is no such program'],
    [
      'fails, with its last words',
      { ...call, program: 'sh', args: ['-c', 'echo first >&2; echo last >&2; exit 1'] },
      'sh: last',
    ],
    ['does not end', { ...call, program: 'sleep', args: ['60'], timeoutMs: 50 }, 'within 50 ms'],
  ])('rejects in one line when it %s', async (_what, given, words) => {
    const failure = await runProgram(given).then(
      () => '',
      (error: unknown) => String(error),
    )
    expect(failure).toContain(words)
    expect(failure).not.toContain('\n')
  })

  test('gives it the environment that it was given, and no other', async () => {
    const script = 'test "$(env | grep -vE "^(PWD|SHLVL|_|PATH)=" )" = "ONLY=this"'
    const env = { ...call.env, ONLY: 'this' }
    await expect(runProgram({ ...call, program: 'sh', args: ['-c', script], env })).resolves.toBe(
      undefined,
    )
  })
})
