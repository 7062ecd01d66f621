import { describe, expect, test } from 'vitest'
import {
  createVirtualTime,
  sleepIn,
  virtualClock,
  virtualEpoch,
} from '../../kernel/virtual-time.contract.ts'
import { createKeptLog } from '../../kernel/world.contract.ts'
import { execute, executeGuarded } from './execute.ts'
import type { Failure } from './guard.ts'
import type { Probe, ProbeRequest, ProbeResult, Undecided } from './probe.ts'
import { sampleCheck, sampleProbeResult } from './samples.contract.ts'

const slot = virtualEpoch - 10
const goOn = new AbortController().signal

function bench(probe: Probe | null) {
  const { log, lines } = createKeptLog()
  const asked: string[] = []
  const probes = {
    probeOf(type: string) {
      asked.push(type)
      return probe
    },
  }
  const clock = virtualClock(createVirtualTime())
  return { options: { probes, clock, log, defaultTimeoutMs: 10_000 }, lines, asked }
}

describe('a claimed slot', () => {
  test('is run by the probe of its type, with the target, the settings and the timeout that holds', async () => {
    const seen: [ProbeRequest, AbortSignal][] = []
    const { options, asked } = bench(async (...args) => {
      seen.push(args)
      return sampleProbeResult()
    })
    const check = sampleCheck({ type: 'tcp', target: 'tcp://db:5432', config: { send: 'x' } })
    const outcome = await execute({ check, slot }, options, goOn)
    expect(asked).toEqual(['tcp'])
    expect(seen).toEqual([
      [{ target: 'tcp://db:5432', timeoutMs: 10_000, config: { send: 'x' } }, goOn],
    ])
    expect(outcome).toMatchObject({
      kind: 'result',
      checkId: check.id,
      slot,
      checkedAt: virtualEpoch,
      status: 'up',
    })
  })

  test('of a check that runs often is cut off before its next one', async () => {
    const timeouts: number[] = []
    const { options } = bench(async ({ timeoutMs }) => {
      timeouts.push(timeoutMs)
      return sampleProbeResult()
    })
    for (const intervalMs of [1_000, 5_000, 30_000]) {
      await execute({ check: sampleCheck({ intervalMs }), slot }, options, goOn)
    }
    expect(timeouts).toEqual([800, 4_000, 10_000])
  })

  test('of a type that this build does not have is down as unsupported', async () => {
    const { options } = bench(null)
    const outcome = await execute({ check: sampleCheck({ type: 'icmp' }), slot }, options, goOn)
    expect(outcome).toMatchObject({ slot, status: 'down', reason: 'unsupported' })
  })

  test.each<[string, Probe]>([
    [
      'at once',
      () => {
        throw new Error('broken')
      },
    ],
    ['later', () => Promise.reject(new Error('broken'))],
  ])('whose probe throws %s is down as internal, and the fault is logged', async (_when, probe) => {
    const { options, lines } = bench(probe)
    const outcome = await execute({ check: sampleCheck(), slot }, options, goOn)
    expect(outcome).toMatchObject({
      slot,
      status: 'down',
      reason: 'internal',
      message: 'the probe failed: broken',
    })
    expect(lines).toMatchObject([
      { level: 'error', fields: { checkId: 1, type: 'http', error: { message: 'broken' } } },
    ])
  })

  test('is judged by the threshold of its check', async () => {
    const { options } = bench(async () => sampleProbeResult())
    const outcome = await execute(
      { check: sampleCheck({ degradedAboveMs: 5 }), slot },
      options,
      goOn,
    )
    expect(outcome).toMatchObject({ status: 'degraded', reason: 'slow' })
  })
})

describe('a slot whose check is tried again', () => {
  const refused = sampleProbeResult({
    status: 'down',
    reason: 'connection_refused',
    message: 'nobody listens',
  })

  /** Answers one after another, each after a while. */
  function inTurn(results: readonly ProbeResult[], tookMs: number) {
    const time = createVirtualTime()
    const seen: { readonly at: number; readonly timeoutMs: number }[] = []
    const { options } = bench(async ({ timeoutMs }, signal) => {
      const result = results[seen.length] ?? refused
      seen.push({ at: time.now(), timeoutMs })
      await sleepIn(time, Math.min(tookMs, timeoutMs), signal)
      return result
    })
    return { time, seen, options: { ...options, clock: virtualClock(time) } }
  }

  test('has the outcome of its last try, and what the others found as evidence', async () => {
    const { time, seen, options } = inTurn([refused, refused, sampleProbeResult()], 100)
    const check = sampleCheck({ retries: 2 })
    const outcome = await time.runUntilSettled(execute({ check, slot }, options, goOn))
    expect(outcome).toMatchObject({ status: 'up', reason: 'ok', checkedAt: virtualEpoch })
    expect(outcome).toMatchObject({
      evidence: {
        'try 1': 'connection_refused: nobody listens',
        'try 2': 'connection_refused: nobody listens',
      },
    })
    expect(seen).toEqual([
      { at: 0, timeoutMs: 10_000 },
      { at: 600, timeoutMs: 9_400 },
      { at: 1_200, timeoutMs: 8_800 },
    ])
  })

  test('is down when all of its tries are, and says what each found', async () => {
    const { time, seen, options } = inTurn([], 100)
    const check = sampleCheck({ retries: 1 })
    const outcome = await time.runUntilSettled(execute({ check, slot }, options, goOn))
    expect(outcome).toMatchObject({
      status: 'down',
      reason: 'connection_refused',
      evidence: { 'try 1': 'connection_refused: nobody listens', status: expect.anything() },
    })
    expect(seen).toHaveLength(2)
  })

  test('ends within the time of its check, however often it may be tried', async () => {
    for (const intervalMs of [1_000, 5_000, 30_000]) {
      const { time, options } = inTurn([], 300)
      const check = sampleCheck({ intervalMs, retries: 5 })
      await time.runUntilSettled(execute({ check, slot }, options, goOn))
      expect(time.now()).toBeLessThanOrEqual(Math.min(0.8 * intervalMs, 10_000))
    }
  })

  test('is not tried again once somebody breaks it off', async () => {
    const { time, seen, options } = inTurn([], 100)
    const stop = new AbortController()
    time.after(200, () => stop.abort())
    const check = sampleCheck({ retries: 5 })
    await time.runUntilSettled(execute({ check, slot }, options, stop.signal))
    expect(seen).toHaveLength(1)
  })
})

describe('a slot whose probe cannot tell', () => {
  const unsure: Undecided = {
    ...sampleProbeResult(),
    status: 'unknown',
    reason: 'members_unknown',
    message: '2 of 3 up, needed 3: s3 is unknown',
  }
  const claim = { check: sampleCheck({ retries: 3 }), slot }

  test('is missed with its reason, is not tried again, and asks no guard', async () => {
    const { options, asked } = bench(async () => unsure)
    const guard = { prepare() {}, excuses: () => Promise.reject(new Error('asked')) }
    expect(await executeGuarded(claim, { ...options, guard }, goOn)).toEqual({
      kind: 'missed',
      checkId: claim.check.id,
      slot,
      slots: 1,
      reason: 'members_unknown',
      checkedAt: virtualEpoch,
    })
    expect(asked).toHaveLength(1)
  })
})

describe('a slot under the guard', () => {
  const refused = sampleProbeResult({ status: 'down', reason: 'connection_refused' })
  const claim = { check: sampleCheck(), slot }

  test('is missed where the guard excuses its failure', async () => {
    const { options } = bench(async () => refused)
    const asked: number[] = []
    const guard = {
      prepare() {},
      excuses: async (_: unknown, { patienceMs }: Failure) => asked.push(patienceMs) > 0,
    }
    expect(await executeGuarded(claim, { ...options, guard }, goOn)).toEqual({
      kind: 'missed',
      checkId: claim.check.id,
      slot,
      slots: 1,
      reason: 'guard',
      checkedAt: virtualEpoch,
    })
    expect(asked).toEqual([2_500])
  })

  test('has its result where the guard does not, and where there is none', async () => {
    const { options } = bench(async () => refused)
    const guard = { prepare() {}, excuses: async () => false }
    for (const guarded of [{ ...options, guard }, { ...options, guard: null }, options]) {
      expect(await executeGuarded(claim, guarded, goOn)).toMatchObject({ status: 'down' })
    }
  })

  test('asks nobody while its target answers', async () => {
    const { options } = bench(async () => sampleProbeResult())
    const guard = { prepare() {}, excuses: () => Promise.reject(new Error('asked')) }
    expect(await executeGuarded(claim, { ...options, guard }, goOn)).toMatchObject({ status: 'up' })
  })
})
