import { describe, expect, test } from 'vitest'
import { beat, type Heartbeat, type Signal } from '../../../modules/checks/index.ts'
import { parseTarget } from '../parse-target.ts'
import { runProbe } from '../world.contract.ts'
import { heartbeat, heartbeatTarget } from './index.ts'

const now = Temporal.Instant.from('2026-11-28T12:00:00Z').epochMilliseconds
const minute = 60_000
const token = 'w0pHqTn4sVb2eYx1cJm8Rk'

type Heard = readonly (readonly [minutesAgo: number, signal: Signal])[]

function heardBy(signals: Heard): Heartbeat | null {
  let known: Heartbeat | null = null
  for (const [ago, signal] of signals) known = beat(known, signal, now - ago * minute).heartbeat
  return known
}

function run(
  signals: Heard,
  { config = {}, words = '' }: { config?: object; words?: string } = {},
) {
  const known = heardBy(signals)
  const asked: string[] = []
  const stored = {
    listeningSince: 0,
    standings: async () => [],
    heartbeat: async (target: string) => {
      asked.push(target)
      return known && { heartbeat: known, words }
    },
  }
  const target = heartbeatTarget(token)
  const result = runProbe(heartbeat, target, { config, world: { stored, now: () => now } })
  return result.then((found) => ({ ...found, asked }))
}

describe('the probe of a heartbeat', () => {
  test('is up by the latest success, and tells how long the job ran', async () => {
    const found = await run([
      [30, { kind: 'start' }],
      [28, { kind: 'success' }],
    ])
    expect(found).toMatchObject({ status: 'up', reason: 'ok', phases: { totalMs: 2 * minute } })
    expect(found.asked).toEqual([heartbeatTarget(token)])
  })

  test('is down by a failure, with the code and the words of the job', async () => {
    const failure = { kind: 'fail', exitCode: 3 } as const
    const found = await run([[1, failure]], { words: 'disk full\non /backup' })
    expect(found).toMatchObject({
      status: 'down',
      reason: 'assertion_failed',
      message: 'the job failed with exit code 3 at 2026-11-28T11:59:00Z',
      evidence: {
        exit_code: 3,
        output: 'disk full on /backup',
        last_failure: '2026-11-28T11:59:00Z',
      },
    })
  })

  test('is down when the time of its schedule and the grace are over', async () => {
    const config = { cron: '0 11 * * *', grace: '30m' }
    expect(await run([[120, { kind: 'success' }]], { config })).toMatchObject({
      status: 'down',
      reason: 'timeout',
      evidence: { last_success: '2026-11-28T10:00:00Z', expected: '2026-11-28T11:00:00Z' },
    })
  })

  test('is unsupported before the first signal, and where nothing is stored', async () => {
    expect(await run([])).toMatchObject({ status: 'down', reason: 'unsupported' })
    expect(await runProbe(heartbeat, 'heartbeat://x')).toMatchObject({ reason: 'unsupported' })
  })
})

describe('the target of a heartbeat', () => {
  test('follows from the secret that was typed, and does not hold it', () => {
    const { target, certain } = parseTarget('heartbeat://', { token })
    expect(target).toMatch(/^heartbeat:\/\/[0-9a-f]{32}$/)
    expect(target).not.toContain(token)
    expect(parseTarget('heartbeat://other', { token }).target).toBe(target)
    expect(certain).toBe(true)
  })

  test.each(['heartbeat://a b', 'heartbeat://user@host', 'heartbeat://x/y', 'heartbeat://x?y'])(
    '%s is refused',
    (url) => {
      expect(() => parseTarget(url, {})).toThrow(/heartbeat:\/\/ alone/)
    },
  )

  test.each([
    [{ token: 'short' }, 'config.token'],
    [{ token: 'with spaces and more of them' }, 'config.token'],
    [{ every: '1d', cron: '@daily' }, 'config.every'],
    [{ every: '0.5' }, 'config.every'],
    [{ cron: '61 * * * *' }, 'config.cron'],
    [{ time_zone: 'Mars/Olympus' }, 'config.time_zone'],
    [{ grace: 'a while' }, 'config.grace'],
  ])('settings %j are refused at %s', (config, path) => {
    expect(() => parseTarget('heartbeat://', config)).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ path })] }),
    )
  })
})
