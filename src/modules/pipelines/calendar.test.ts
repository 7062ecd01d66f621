import { describe, expect, test } from 'vitest'
import { dayOf } from './calendar.ts'
import { dayText } from './days.ts'

const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds
const dayIn = (zone: string, text: string): string => dayText(dayOf(at(text), zone))

describe('the day of an instant', () => {
  test('is that of the zone, not of UTC', () => {
    expect(dayIn('UTC', '2026-11-28T23:59:59.999Z')).toBe('2026-11-28')
    expect(dayIn('UTC', '2026-11-29T00:00:00Z')).toBe('2026-11-29')
    expect(dayIn('Asia/Tokyo', '2026-11-28T15:00:00Z')).toBe('2026-11-29')
    expect(dayIn('America/Los_Angeles', '2026-11-29T07:59:59Z')).toBe('2026-11-28')
  })

  test('begins in the middle of an hour where the zone is off by a part of one', () => {
    expect(dayIn('Asia/Kathmandu', '2026-11-28T18:14:59.999Z')).toBe('2026-11-28')
    expect(dayIn('Asia/Kathmandu', '2026-11-28T18:15:00Z')).toBe('2026-11-29')
  })

  test('has 23 or 25 hours when clocks are set', () => {
    expect(dayIn('Europe/Berlin', '2026-03-28T22:59:59Z')).toBe('2026-03-28')
    expect(dayIn('Europe/Berlin', '2026-03-28T23:00:00Z')).toBe('2026-03-29')
    expect(dayIn('Europe/Berlin', '2026-03-29T21:59:59Z')).toBe('2026-03-29')
    expect(dayIn('Europe/Berlin', '2026-03-29T22:00:00Z')).toBe('2026-03-30')
    expect(dayIn('Europe/Berlin', '2026-10-24T22:00:00Z')).toBe('2026-10-25')
    expect(dayIn('Europe/Berlin', '2026-10-25T22:59:59Z')).toBe('2026-10-25')
    expect(dayIn('Europe/Berlin', '2026-10-25T23:00:00Z')).toBe('2026-10-26')
  })

  test('is right within an hour in which clocks go back over midnight, or over a whole day', () => {
    expect(dayIn('America/St_Johns', '2010-11-07T02:30:30Z')).toBe('2010-11-07')
    expect(dayIn('America/St_Johns', '2010-11-07T02:31:30Z')).toBe('2010-11-06')
    expect(dayIn('America/St_Johns', '2010-11-07T03:30:30Z')).toBe('2010-11-07')
    expect(dayIn('Pacific/Apia', '2011-12-30T09:59:59Z')).toBe('2011-12-29')
    expect(dayIn('Pacific/Apia', '2011-12-30T10:00:00Z')).toBe('2011-12-31')
  })

  test('is what the calendar says, for every half hour around the changes of some zones', () => {
    const zones = ['Europe/London', 'Australia/Lord_Howe', 'America/Havana', 'Asia/Kathmandu']
    const wrong: string[] = []
    for (const zone of zones) {
      for (let time = at('2026-01-01T00:00Z'); time < at('2027-01-01T00:00Z'); time += 1_800_000) {
        const wall = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone)
        if (dayText(dayOf(time, zone)) !== wall.toPlainDate().toString()) wrong.push(`${wall}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('is told a million times in a moment', () => {
    const from = at('2025-01-01T00:00Z')
    const began = performance.now()
    for (let i = 0; i < 1_000_000; i++) dayOf(from + i * 31_536, 'Europe/Berlin')
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  test('is refused for a zone that there is not', () => {
    expect(() => dayOf(0, 'Mars/Olympus')).toThrow(RangeError)
  })
})
