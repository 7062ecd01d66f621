import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beat, expectedAt, type Heartbeat, judgeHeartbeat, type Signal } from './heartbeat.ts'
import { type HeartbeatSchedule, readSchedule, scheduleText } from './heartbeat-schedule.ts'

const minute = 60_000
const midnight = Temporal.Instant.from('2026-11-28T00:00:00Z').epochMilliseconds
const at = (minutes: number): number => midnight + minutes * minute

const success: Signal = { kind: 'success' }
const start: Signal = { kind: 'start' }
const fail = (exitCode: number | null = null): Signal => ({ kind: 'fail', exitCode })

/** What signals at these minutes after midnight make. */
function heard(...signals: readonly (readonly [minutes: number, signal: Signal])[]): Heartbeat {
  const [first, ...rest] = signals
  if (first === undefined) throw new Error('no signals')
  const begun = beat(null, first[1], at(first[0])).heartbeat
  return rest.reduce(
    (known, [minutes, signal]) => beat(known, signal, at(minutes)).heartbeat,
    begun,
  )
}

function scheduleOf(settings: Record<string, string>): HeartbeatSchedule {
  const schedule = readSchedule(settings)
  if (schedule === null) throw new Error('no schedule')
  return schedule
}

const hourly = scheduleOf({ every: '1h', grace: '5m' })
const nightly = scheduleOf({ cron: '30 2 * * *', time_zone: 'Europe/Berlin', grace: '10m' })
const patient = scheduleOf({ every: '1h', grace: '5m', longest: '30m' })

const long = { listeningSince: at(-10_000) }

describe('how a job is', () => {
  test.each([
    ['up after a success', hourly, heard([0, success]), 1, 'up', 'ok'],
    ['up to the end of the grace', hourly, heard([0, success]), 65, 'up', 'ok'],
    ['down a moment behind it', hourly, heard([0, success]), 65.001, 'down', 'timeout'],
    ['up again by the next success', hourly, heard([0, success], [90, success]), 91, 'up', 'ok'],
    [
      'down by a failure at once',
      hourly,
      heard([0, success], [1, fail()]),
      1,
      'down',
      'assertion_failed',
    ],
    ['down by an exit code', hourly, heard([0, fail(3)]), 0, 'down', 'assertion_failed'],
    [
      'down while it tries again after a failure',
      hourly,
      heard([0, fail(3)], [1, start]),
      2,
      'down',
      'assertion_failed',
    ],
    [
      'up when that try succeeds',
      hourly,
      heard([0, fail(3)], [1, start], [2, success]),
      2,
      'up',
      'ok',
    ],
    ['up while its first run goes on', hourly, heard([0, start]), 5, 'up', 'ok'],
    [
      'down when a run does not end within the grace',
      hourly,
      heard([0, start]),
      5.1,
      'down',
      'timeout',
    ],
    ['up for as long as a run may take', patient, heard([0, success], [60, start]), 90, 'up', 'ok'],
    [
      'down when it takes longer',
      patient,
      heard([0, success], [60, start]),
      90.1,
      'down',
      'timeout',
    ],
    [
      'not late when it has started late',
      patient,
      heard([0, success], [64, start]),
      80,
      'up',
      'ok',
    ],
    // 02:30 in Berlin is 01:30 UTC.
    ['up before the time of a cron schedule', nightly, heard([0, success]), 99, 'up', 'ok'],
    [
      'down when that time and its grace are over',
      nightly,
      heard([0, success]),
      101,
      'down',
      'timeout',
    ],
    ['up until the next night', nightly, heard([91, success]), 24 * 60 + 99, 'up', 'ok'],
    ['down the next night', nightly, heard([91, success]), 24 * 60 + 101, 'down', 'timeout'],
  ] as const)('%s', (_what, schedule, heartbeat, minutes, status, reason) => {
    const judged = judgeHeartbeat(heartbeat, schedule, { now: at(minutes), ...long })
    expect(judged).toMatchObject({ status, reason })
  })

  test('a job that begins again and again without an end is down in the end', () => {
    const starts = Array.from({ length: 40 }, (_, i) => [60 + i * 10, start] as const)
    const statusAt = (count: number) => {
      const heartbeat = heard([0, success], ...starts.slice(0, count))
      const now = heartbeat.lastAt + minute
      return judgeHeartbeat(heartbeat, patient, { now, ...long }).status
    }
    expect(statusAt(1)).toBe('up')
    expect(statusAt(40)).toBe('down')
  })

  test('nobody is late for what could not be heard: after a stop the grace begins anew', () => {
    const heartbeat = heard([0, success])
    const listeningSince = at(500)
    const statusAt = (minutes: number) =>
      judgeHeartbeat(heartbeat, hourly, { now: at(minutes), listeningSince }).status
    expect([statusAt(501), statusAt(505), statusAt(506)]).toEqual(['up', 'up', 'down'])
  })

  test('the message says what was expected and what came', () => {
    const messageAt = (heartbeat: Heartbeat, minutes: number, schedule = hourly) =>
      judgeHeartbeat(heartbeat, schedule, { now: at(minutes), ...long }).message
    expect(messageAt(heard([0, start], [3, success]), 4)).toBe(
      'success at 2026-11-28T00:03:00Z after 3m',
    )
    expect(messageAt(heard([0, success]), 70)).toBe(
      'no signal by 2026-11-28T01:00:00Z and 5m of grace; the last success came at 2026-11-28T00:00:00Z',
    )
    expect(messageAt(heard([0, fail(3)]), 1)).toBe(
      'the job failed with exit code 3 at 2026-11-28T00:00:00Z',
    )
    expect(messageAt(heard([0, fail()]), 1)).toBe('the job failed at 2026-11-28T00:00:00Z')
    expect(messageAt(heard([0, start]), 31, patient)).toBe(
      'started at 2026-11-28T00:00:00Z and did not end within 30m',
    )
  })
})

describe('a signal', () => {
  test('that ends a run tells how long it took', () => {
    const begun = beat(null, start, at(0)).heartbeat
    expect(beat(begun, fail(1), at(7)).durationMs).toBe(7 * minute)
    expect(beat(begun, success, at(9)).durationMs).toBe(9 * minute)
  })

  test('without a start before it has no duration, and neither has the second of two', () => {
    const ended = beat(heard([0, start]), success, at(2)).heartbeat
    expect(beat(ended, success, at(3)).durationMs).toBeNull()
    expect(beat(null, success, at(3)).durationMs).toBeNull()
  })

  test('that is sent again changes nothing but the time', () => {
    const once = heard([0, start], [2, success])
    const twice = beat(once, success, at(2)).heartbeat
    expect(twice).toEqual({ ...once, durationMs: null })
  })

  test('is not older than the one before it, even where a clock was set back', () => {
    const { heartbeat, durationMs } = beat(heard([10, start]), success, at(4))
    expect(heartbeat.lastSuccessAt).toBe(at(10))
    expect(durationMs).toBe(0)
  })
})

const signals = fc.oneof(
  fc.constant(start),
  fc.constant(success),
  fc.integer({ min: 1, max: 255 }).map(fail),
)
const history = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), signals), { minLength: 1 })

test('whatever the signals: the last end decides, times rise, and silence ends in down', () => {
  fc.assert(
    fc.property(history, fc.constantFrom(hourly, nightly, patient), (steps, schedule) => {
      let known: Heartbeat | null = null
      let now = midnight
      let last: Signal | null = null
      for (const [minutes, signal] of steps) {
        now += minutes * minute
        const next: Heartbeat = beat(known, signal, now).heartbeat
        expect(next.lastAt).toBeGreaterThanOrEqual(known?.lastAt ?? 0)
        known = next
        if (signal.kind !== 'start') last = signal
      }
      if (known === null) return
      const statusAt = (time: number) =>
        judgeHeartbeat(known, schedule, { now: time, ...long }).status
      if (last?.kind === 'fail') expect(statusAt(now)).toBe('down')
      if (last?.kind === 'success' && known.startedAt === null) expect(statusAt(now)).toBe('up')
      expect(statusAt(now + 3 * 86_400_000)).toBe('down')
    }),
  )
})

describe('the schedule', () => {
  test('is a day and an hour of grace where nothing is said', () => {
    const schedule = scheduleOf({})
    expect(scheduleText(schedule)).toBe('every 1d, 1h of grace')
    expect(schedule.longestMs).toBe(60 * minute)
    expect(expectedAt(heard([0, success]), schedule)).toBe(at(24 * 60))
  })

  test('in words names the zone of a cron schedule', () => {
    expect(scheduleText(nightly)).toBe('cron 30 2 * * * in Europe/Berlin, 10m of grace')
  })

  test('expects nothing before the first success', () => {
    expect(expectedAt(heard([0, start]), hourly)).toBeNull()
  })

  test.each([{ every: 'often' }, { cron: '* *' }, { time_zone: 'Mars/Olympus' }, { grace: '-1' }])(
    '%j is none',
    (settings) => {
      expect(readSchedule(settings)).toBeNull()
    },
  )
})
