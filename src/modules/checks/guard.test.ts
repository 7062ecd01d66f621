import { describe, expect, test } from 'vitest'
import {
  createVirtualTime,
  sleepIn,
  virtualClock,
  virtualEpoch,
} from '../../kernel/virtual-time.contract.ts'
import { createGuard, isCutOff, mayBeLine, type Seen } from './guard.ts'
import type { ResultReason } from './outcome.ts'
import { resultReasons } from './outcome.ts'
import type { Answered, Probe } from './probe.ts'
import { sampleProbeResult } from './samples.contract.ts'

const down = (reason: ResultReason) => ({ status: 'down', reason }) as const
const refused = down('connection_refused')
const up = { status: 'up', reason: 'ok' } as const

describe('a failure may be the line’s', () => {
  test('where nothing came back, and only there', () => {
    expect(resultReasons.filter((reason) => mayBeLine(down(reason)))).toEqual([
      'timeout',
      'connection_refused',
      'connection_reset',
      'unreachable',
      'dns_failure',
    ])
    expect(mayBeLine(up)).toBe(false)
  })

  test.each<[string, Seen[], boolean]>([
    ['no reference', [], false],
    ['all of them silent', [down('timeout'), down('dns_failure')], true],
    ['one that is up', [down('timeout'), up], false],
    ['one that answers with an error', [down('timeout'), down('bad_status')], false],
  ])('with %s', (_words, references, expected) => {
    expect(isCutOff(references)).toBe(expected)
  })
})

const gateway = { type: 'tcp', target: 'tcp://192.0.2.1:53', config: {} }
const resolver = { type: 'http', target: 'https://resolver.example', config: {} }

type Answer = Pick<Answered, 'status' | 'reason'>

/** A guard among references that answer as the test says, after a while. */
function bench(answers: Record<string, Answer | Error>, tookMs = 100) {
  const time = createVirtualTime()
  const asked: string[] = []
  const turned: boolean[] = []
  const probe: Probe = async ({ target, timeoutMs }, signal) => {
    asked.push(target)
    await sleepIn(time, Math.min(tookMs, timeoutMs), signal)
    const answer = answers[target] ?? down('timeout')
    if (answer instanceof Error) throw answer
    return sampleProbeResult(answer)
  }
  const guard = createGuard({
    targets: [gateway, resolver],
    probes: { probeOf: () => probe },
    clock: virtualClock(time),
    observe: { turned: (cutOff) => turned.push(cutOff) },
  })
  /** Of a failure that is found now. */
  const found = (result: Seen, patienceMs = 1_000) =>
    guard.excuses(result, { since: time.now(), patienceMs })
  const excuses = (result: Seen, patienceMs = 1_000) =>
    time.runUntilSettled(found(result, patienceMs))
  return { time, asked, turned, guard, found, excuses, answers }
}

describe('the guard', () => {
  test('excuses a failure while no reference answers, and says since when', async () => {
    const { guard, excuses, turned } = bench({})
    expect(await excuses(refused)).toBe(true)
    expect(guard.cutOffSince).toBe(virtualEpoch + 100)
    expect(turned).toEqual([true])
  })

  test('lets a failure stand while one of them does', async () => {
    const { guard, excuses, turned } = bench({ [resolver.target]: down('bad_status') })
    expect(await excuses(refused)).toBe(false)
    expect(guard.cutOffSince).toBeNull()
    expect(turned).toEqual([])
  })

  test('asks nobody about an answer, or about a target that is up', async () => {
    const { asked, excuses } = bench({})
    expect(await excuses(down('bad_status'))).toBe(false)
    expect(await excuses(up)).toBe(false)
    expect(asked).toEqual([])
  })

  test('looks once for all who ask at once, and again when that is some seconds old', async () => {
    const { time, asked, found, excuses } = bench({})
    const both = Promise.all([found(refused), found(refused)])
    expect(await time.runUntilSettled(both)).toEqual([true, true])
    await excuses(refused)
    expect(asked).toEqual([gateway.target, resolver.target])
    await time.runUntil(time.now() + 4_000)
    await excuses(refused)
    expect(asked).toHaveLength(4)
  })

  test('notices that the line is back', async () => {
    const { time, guard, excuses, turned, answers } = bench({})
    await excuses(refused)
    answers[gateway.target] = up
    await time.runUntil(time.now() + 4_000)
    expect(await excuses(refused)).toBe(false)
    expect(guard.cutOffSince).toBeNull()
    expect(turned).toEqual([true, false])
  })

  test('does not believe that the line works because it did a moment before', async () => {
    const { time, excuses, answers } = bench({ [gateway.target]: up })
    expect(await excuses(refused)).toBe(false)
    await time.runUntil(time.now() + 300)
    delete answers[gateway.target]
    expect(await excuses({ status: 'down', reason: 'unreachable' })).toBe(true)
  })

  test('does not believe a look that was under way when the line was lost', async () => {
    const { time, found, answers, asked } = bench({ [gateway.target]: up }, 300)
    const early = found(refused)
    await time.runUntil(time.now() + 100)
    delete answers[gateway.target]
    answers[resolver.target] = up
    const late = found({ status: 'down', reason: 'timeout' })
    await time.runUntil(time.now() + 250)
    delete answers[resolver.target]
    expect(await time.runUntilSettled(Promise.all([early, late]))).toEqual([false, true])
    expect(asked).toHaveLength(4)
  })

  test('of many failures one after the other storms no reference', async () => {
    const { time, asked, found } = bench({ [gateway.target]: up }, 1)
    const all = Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        await sleepIn(time, 10 * n)
        return found(refused)
      }),
    )
    expect(new Set(await time.runUntilSettled(all))).toEqual(new Set([false]))
    expect(asked.length / 2).toBeLessThanOrEqual(7)
  })

  test('that looked ahead has its answer for who cannot wait', async () => {
    const { time, guard, excuses } = bench({}, 1_900)
    guard.prepare()
    await time.runUntil(time.now() + 2_000)
    expect(await excuses(down('timeout'), 0)).toBe(true)
  })

  test('keeps nobody waiting longer than they can: the failure stands, or what was seen lately counts', async () => {
    const { time, excuses } = bench({}, 1_500)
    expect(await excuses(refused, 200)).toBe(false)
    expect(time.now()).toBe(200)
    await time.runUntil(1_500 + 4_000)
    expect(await excuses(refused, 200)).toBe(true)
  })

  test('takes a fault of its own for no sign of the line', async () => {
    const { excuses } = bench({ [gateway.target]: new Error('broken') })
    expect(await excuses(refused)).toBe(false)
  })

  test('without references excuses nothing', async () => {
    const clock = virtualClock(createVirtualTime())
    const guard = createGuard({ targets: [], probes: { probeOf: () => null }, clock })
    expect(await guard.excuses(refused, { since: 0, patienceMs: 1_000 })).toBe(false)
  })
})
