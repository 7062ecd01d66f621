import { describe, expect, test } from 'vitest'
import {
  createVirtualTime,
  virtualClock,
  virtualEpoch,
} from '../../kernel/virtual-time.contract.ts'
import { createKeptLog } from '../../kernel/world.contract.ts'
import { execute } from './execute.ts'
import type { Probe, ProbeRequest } from './probe.ts'
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
