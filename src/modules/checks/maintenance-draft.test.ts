import { describe, expect, test } from 'vitest'
import { Refusal } from '../../kernel/index.ts'
import { parseMaintenance } from './maintenance-draft.ts'

const now = 1_800_000_000_000
const parseTags = (tags: unknown) => tags as readonly string[]
const parse = (input: unknown) => parseMaintenance(input, { now, parseTags })

function fieldsOf(input: unknown): string[] {
  try {
    parse(input)
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.fields.map(({ path, message }) => `${path} ${message}`)
  }
}

describe('a maintenance', () => {
  test('begins now where it says nothing else', () => {
    expect(parse({ services: [3, 3, 1], duration: '10m', ends_when_green: true })).toEqual({
      name: 'Maintenance',
      plan: { kind: 'once', from: now, to: now + 600_000 },
      scope: { services: [3, 1], tags: [], all: false },
      endsWhenGreen: true,
    })
  })

  test('has a start and an end in any offset', () => {
    const { plan } = parse({
      all: true,
      starts_at: '2027-06-01T02:00:00+02:00',
      ends_at: '2027-06-01T01:30:00Z',
    })
    const from = Date.UTC(2027, 5, 1)
    expect(plan).toEqual({ kind: 'once', from, to: from + 5_400_000 })
  })

  test('recurs by a cron schedule in its zone', () => {
    const sent = { tags: ['shop'], cron: '30 2 * * 0', time_zone: 'Europe/Berlin', duration: 3600 }
    expect(parse(sent).plan).toEqual({
      kind: 'recurring',
      cron: '30 2 * * 0',
      durationMs: 3_600_000,
      timeZone: 'Europe/Berlin',
    })
  })

  test.each([
    [{ duration: '1h' }, 'services is needed: ids of services, or `tags`, or `all: true`'],
    [{ all: true }, 'duration is needed, or ends_at'],
    [{ all: true, cron: '0 2 * * *' }, 'duration is needed with a cron schedule'],
    [
      { all: true, duration: '2y' },
      'duration must be seconds or a duration such as "30m", from 1s to a year',
    ],
    [{ all: true, ends_at: '2020-01-01T00:00:00Z' }, 'ends_at must be after the start'],
    [{ all: true, starts_at: '2020-01-01T00:00:00Z', duration: '1h' }, 'duration is over already'],
    [
      { all: true, starts_at: 'tomorrow', duration: '1h' },
      'starts_at must be a moment such as "2026-12-31T14:30:00Z"',
    ],
    [{ all: true, duration: '1h', time_zone: 'UTC' }, 'time_zone is for a cron schedule alone'],
    [
      { all: true, cron: '0 2 * * *', time_zone: 'Mars/Olympus', duration: '1h' },
      'time_zone is no time zone; write one such as "Europe/Berlin" or "UTC"',
    ],
    [{ all: true, duration: '1h', colour: 'red' }, 'colour is not a field of a maintenance'],
    [
      { all: true, duration: '1h', cron: '0 2 * * *', starts_at: '2027-06-01T02:00:00Z' },
      'starts_at is not for a cron schedule, which says itself when it begins',
    ],
  ])('%j is refused with what is wrong', (input, expected) => {
    expect(fieldsOf(input)).toEqual([expected])
  })
})
