import type { EpochMs } from '../../kernel/index.ts'
import { type CronField, cronFields, readField } from './cron-field.ts'

/**
 * A schedule as crontab(5) writes it: minute, hour, day of month, month, day of week. Days follow
 * cron's odd rule: where both day fields are restricted, a day need only fit one of them.
 * @see https://man7.org/linux/man-pages/man5/crontab.5.html
 */
export type Cron = Readonly<Record<keyof typeof cronFields, CronField>>

/** What a text became: a schedule, or what is wrong with it. */
export type CronReading =
  | { readonly kind: 'cron'; readonly cron: Cron }
  | { readonly kind: 'wrong'; readonly message: string }

const macros: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

const wrong = (message: string): CronReading => ({ kind: 'wrong', message })

export function readCron(text: string): CronReading {
  const plain = text.trim().toLowerCase()
  const parts = (macros[plain] ?? plain).split(/\s+/)
  if (parts.length !== 5) {
    return wrong('must have 5 fields: minute, hour, day of month, month, day of week')
  }
  const read: Partial<Record<keyof Cron, CronField>> = {}
  for (const [i, name] of cronFieldNames.entries()) {
    const field = readField(parts[i] ?? '', cronFields[name])
    if (typeof field === 'string') return wrong(`${cronFields[name].title}: ${field}`)
    read[name] = field
  }
  const cron = read as Cron
  return hasDay(cron) ? { kind: 'cron', cron } : wrong('names a day that no month has')
}

const cronFieldNames = ['minute', 'hour', 'day', 'month', 'weekday'] as const

const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** `30 2 30 2 *` never comes. */
const hasDay = ({ day, month, weekday }: Cron): boolean =>
  (!weekday.star && !day.star) ||
  month.values.some((number) => (day.values[0] ?? 32) <= (longestMonths[number - 1] ?? 0))

const fitsDay = ({ day, month, weekday }: Cron, at: Temporal.PlainDate): boolean => {
  if (!month.values.includes(at.month)) return false
  const byDay = day.values.includes(at.day)
  const byWeekday = weekday.values.includes(at.dayOfWeek % 7)
  return day.star || weekday.star ? byDay && byWeekday : byDay || byWeekday
}

/** February 29 on a given weekday comes once in 28 years, or in 40 around a year like 2100. */
const farthestDays = 41 * 366

/**
 * The first moment after `after` that the schedule names in the time zone. Where clocks change it
 * does as Debian's cron: a schedule with a fixed hour and minute runs once a day, at the end of the
 * gap when its hour is skipped, in the first of the two when its hour comes twice; one with `*` in
 * the hour or the minute follows the clock on the wall through both.
 * @see https://manpages.debian.org/bookworm/cron/cron.8.en.html#DST
 */
export function nextCron(cron: Cron, timeZone: string, after: EpochMs): EpochMs | null {
  const start = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(timeZone)
  const fixed = !cron.minute.star && !cron.hour.star
  let day = start.toPlainDate()
  for (let looked = 0; looked < farthestDays; looked++) {
    if (!cron.month.values.includes(day.month)) {
      day = day.with({ day: 1 }).add({ months: 1 })
      continue
    }
    const at = !fitsDay(cron, day)
      ? null
      : fixed
        ? nextFixed(cron, { day, timeZone, after })
        : nextOnWall(cron, { day, timeZone, after })
    if (at !== null) return at
    day = day.add({ days: 1 })
  }
  return null
}

type Day = {
  readonly day: Temporal.PlainDate
  readonly timeZone: string
  readonly after: EpochMs
}

function nextFixed({ hour, minute }: Cron, { day, timeZone, after }: Day): EpochMs | null {
  for (const h of hour.values) {
    for (const m of minute.values) {
      const wall = day.toPlainDateTime({ hour: h, minute: m })
      const at = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
      const skipped = !at.toPlainDateTime().equals(wall)
      const moment = skipped ? (at.getTimeZoneTransition('next') ?? at) : at
      if (moment.epochMilliseconds > after) return moment.epochMilliseconds
    }
  }
  return null
}

/** Walks along the day in real time, so an hour that comes twice is met twice. */
function nextOnWall({ hour, minute }: Cron, { day, timeZone, after }: Day): EpochMs | null {
  const from = day.toZonedDateTime(timeZone)
  const end = day.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds
  const next = Math.floor(after / 60_000) * 60_000 + 60_000
  let at =
    from.epochMilliseconds >= next
      ? from
      : Temporal.Instant.fromEpochMilliseconds(next).toZonedDateTimeISO(timeZone)
  while (at.epochMilliseconds < end) {
    if (!hour.values.includes(at.hour)) {
      // Clocks change at whole and half hours.
      at = at.add({ minutes: at.minute < 30 ? 30 - at.minute : 60 - at.minute })
      continue
    }
    if (minute.values.includes(at.minute)) return at.epochMilliseconds
    at = at.add({ minutes: 1 })
  }
  return null
}
