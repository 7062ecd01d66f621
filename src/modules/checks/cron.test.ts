import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Cron, nextCron, readCron } from './cron.ts'

function cronOf(text: string): Cron {
  const read = readCron(text)
  if (read.kind === 'wrong') throw new Error(read.message)
  return read.cron
}

const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds

/** The moments after `from`, as the wall in the zone shows them. */
function runs(text: string, zone: string, from: string, count: number): string[] {
  const cron = cronOf(text)
  const shown: string[] = []
  let after = at(from)
  for (let i = 0; i < count; i++) {
    const next = nextCron(cron, zone, after)
    if (next === null) break
    after = next
    const wall = Temporal.Instant.fromEpochMilliseconds(next).toZonedDateTimeISO(zone)
    shown.push(wall.toString({ timeZoneName: 'never', smallestUnit: 'minute' }))
  }
  return shown
}

describe('what crontab(5) allows', () => {
  test.each([
    ['*/20 * * * *', '2026-01-01T00:00Z', ['00:20', '00:40', '01:00']],
    ['5/20 * * * *', '2026-01-01T00:00Z', ['00:05', '00:25', '00:45']],
    ['0 9-17/4 * * *', '2026-01-01T00:00Z', ['09:00', '13:00', '17:00']],
    ['15,45 6 * * *', '2026-01-01T00:00Z', ['06:15', '06:45', '06:15']],
    ['@hourly', '2026-01-01T00:30Z', ['01:00', '02:00', '03:00']],
    ['@daily', '2026-01-01T00:00Z', ['00:00', '00:00', '00:00']],
  ])('%s', (text, from, expected) => {
    expect(runs(text, 'UTC', from, 3).map((wall) => wall.slice(11, 16))).toEqual(expected)
  })

  test.each([
    ['0 0 * * 1-5', ['2026-01-02', '2026-01-05', '2026-01-06']],
    ['0 0 * * sun', ['2026-01-04', '2026-01-11', '2026-01-18']],
    ['0 0 * * 7', ['2026-01-04', '2026-01-11', '2026-01-18']],
    ['0 0 1 feb,AUG *', ['2026-02-01', '2026-08-01', '2027-02-01']],
    // Both day fields are restricted: either will do.
    ['0 0 13 * fri', ['2026-01-02', '2026-01-09', '2026-01-13']],
    // One begins with a star: both must fit.
    ['0 0 */10 * fri', ['2026-05-01', '2026-07-31', '2026-08-21']],
    ['0 0 31 * *', ['2026-01-31', '2026-03-31', '2026-05-31']],
  ])('%s on the right days', (text, expected) => {
    expect(runs(text, 'UTC', '2026-01-01T12:00Z', 3).map((wall) => wall.slice(0, 10))).toEqual(
      expected,
    )
  })

  test('February 29 is met in leap years alone, 2100 being none', () => {
    expect(runs('0 12 29 2 *', 'UTC', '2026-01-01T00:00Z', 3)).toEqual([
      '2028-02-29T12:00+00:00',
      '2032-02-29T12:00+00:00',
      '2036-02-29T12:00+00:00',
    ])
    expect(runs('0 12 29 2 *', 'UTC', '2096-03-01T00:00Z', 1)).toEqual(['2104-02-29T12:00+00:00'])
    expect(runs('0 0 29 2 */7', 'UTC', '2026-01-01T00:00Z', 1)).toEqual(['2032-02-29T00:00+00:00'])
  })
})

describe('what is refused, and why', () => {
  test.each([
    ['', 'must have 5 fields: minute, hour, day of month, month, day of week'],
    ['* * * *', 'must have 5 fields: minute, hour, day of month, month, day of week'],
    ['0 0 12 * * ?', 'must have 5 fields: minute, hour, day of month, month, day of week'],
    ['@reboot', 'must have 5 fields: minute, hour, day of month, month, day of week'],
    ['60 * * * *', 'minute: "60" lies outside of 0 to 59'],
    ['* 24 * * *', 'hour: "24" lies outside of 0 to 23'],
    ['* * 0 * *', 'day of month: "0" lies outside of 1 to 31'],
    ['* * * foo *', 'month: "foo" lies outside of 1 to 12'],
    ['* * * * 5-2', 'day of week: "5-2" ends before it begins'],
    ['*/0 * * * *', 'minute: "*/0" has a step of 0'],
    ['1,,2 * * * *', 'minute: "" is no number, range, list or step'],
    ['-1 * * * *', 'minute: "-1" is no number, range, list or step'],
    ['0 0 30 2 *', 'names a day that no month has'],
    ['0 0 31 4,6,9,11 *', 'names a day that no month has'],
  ])('%j', (text, message) => {
    expect(readCron(text)).toEqual({ kind: 'wrong', message })
  })
})

/** As Debian's cron: fixed times run once; a star in the hour or minute follows the wall. */
describe('where clocks change', () => {
  test.each([
    // Berlin, 2026-03-29: 02:00 is followed by 03:00.
    [
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      ['03-29T03:00+02:00', '03-30T02:30+02:00'],
    ],
    ['0 3 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', ['03-29T03:00+02:00', '03-30T03:00+02:00']],
    [
      '30 * * * *',
      'Europe/Berlin',
      '2026-03-29T00:00Z',
      ['03-29T01:30+01:00', '03-29T03:30+02:00'],
    ],
    [
      '*/30 2 * * *',
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      ['03-30T02:00+02:00', '03-30T02:30+02:00'],
    ],
    // Berlin, 2026-10-25: 03:00 is followed by 02:00.
    [
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      ['10-25T02:30+02:00', '10-26T02:30+01:00'],
    ],
    [
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-25T00:30Z',
      ['10-26T02:30+01:00', '10-27T02:30+01:00'],
    ],
    [
      '30 * * * *',
      'Europe/Berlin',
      '2026-10-25T00:00Z',
      ['10-25T02:30+02:00', '10-25T02:30+01:00'],
    ],
    // New York, 2026-03-08 and 2026-11-01.
    [
      '15 2 * * *',
      'America/New_York',
      '2026-03-07T12:00Z',
      ['03-08T03:00-04:00', '03-09T02:15-04:00'],
    ],
    [
      '30 1 * * *',
      'America/New_York',
      '2026-10-31T12:00Z',
      ['11-01T01:30-04:00', '11-02T01:30-05:00'],
    ],
    [
      '30 * * * *',
      'America/New_York',
      '2026-11-01T05:00Z',
      ['11-01T01:30-04:00', '11-01T01:30-05:00'],
    ],
    // Lord Howe moves by half an hour: 2026-10-04 02:00 to 02:30, 2026-04-05 02:00 to 01:30.
    [
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-03T12:00Z',
      ['10-04T02:30+11:00', '10-05T02:15+11:00'],
    ],
    [
      '45 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-03T12:00Z',
      ['10-04T02:45+11:00', '10-05T02:45+11:00'],
    ],
    [
      '45 1 * * *',
      'Australia/Lord_Howe',
      '2026-04-04T12:00Z',
      ['04-05T01:45+11:00', '04-06T01:45+10:30'],
    ],
    [
      '45 * * * *',
      'Australia/Lord_Howe',
      '2026-04-04T14:00Z',
      ['04-05T01:45+11:00', '04-05T01:45+10:30'],
    ],
    // Beirut skips midnight itself, 2026-03-29.
    ['0 0 * * *', 'Asia/Beirut', '2026-03-28T12:00Z', ['03-29T01:00+03:00', '03-30T00:00+03:00']],
  ])('%s in %s after %s', (text, zone, from, expected) => {
    expect(runs(text, zone, from, 2).map((wall) => wall.slice(5))).toEqual(expected)
  })
})

test('the next moment lies ahead, fits the schedule, and nothing lies between', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata']
  const field = (least: number, most: number) =>
    fc.oneof(fc.constant('*'), fc.integer({ min: least, max: most }).map(String))
  const text = fc
    .tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6))
    .map((fields) => fields.join(' '))
  const moment = fc.integer({ min: at('2020-01-01T00:00Z'), max: at('2040-01-01T00:00Z') })
  const share = fc.integer({ min: 0, max: 999 })
  fc.assert(
    fc.property(text, fc.constantFrom(...zones), moment, share, (schedule, zone, after, part) => {
      const cron = cronOf(schedule)
      const next = nextCron(cron, zone, after)
      expect(next).toBeGreaterThan(after)
      if (next === null) return
      expect(next % 60_000).toBe(0)
      const between = after + Math.floor((part / 1_000) * (next - after))
      expect(nextCron(cron, zone, between)).toBe(next)
      const wall = Temporal.Instant.fromEpochMilliseconds(next).toZonedDateTimeISO(zone)
      expect(cron.month.values).toContain(wall.month)
    }),
    { numRuns: 150 },
  )
})
