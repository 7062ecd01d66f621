import { z } from 'zod'
import { type EpochMs, formatDuration, parseDuration } from '../../kernel/index.ts'
import { type Cron, nextCron, readCron } from './cron.ts'

/** When a job is expected to report that it is done, and how much later it may. */
export type HeartbeatSchedule = {
  readonly graceMs: number
  /** How long a run may take that began with a signal. */
  readonly longestMs: number
  readonly due:
    | { readonly kind: 'every'; readonly everyMs: number }
    | {
        readonly kind: 'cron'
        readonly text: string
        readonly cron: Cron
        readonly timeZone: string
      }
}

const usual = { every: '1d', grace: '1h', time_zone: 'UTC' } as const

const yearMs = 366 * 86_400_000

const duration = (title: string, description: string, least: number) =>
  z
    .string()
    .trim()
    .max(32)
    .refine(
      (text) => {
        const ms = text === '' ? least : parseDuration(text)
        return ms !== null && ms >= least && ms <= yearMs
      },
      `must be a duration such as "1h30m", from ${formatDuration(least)} to a year`,
    )
    .meta({ title, description })

const cron = z
  .string()
  .trim()
  .max(200)
  .superRefine((text, context) => {
    const read = text === '' ? null : readCron(text)
    if (read?.kind === 'wrong') context.addIssue({ code: 'custom', message: read.message })
  })
  .meta({
    title: 'Cron schedule',
    description:
      'Minute, hour, day of month, month, day of week, as in a crontab: "30 2 * * 1-5". In the place of the interval.',
  })

const timeZone = z
  .string()
  .trim()
  .max(64)
  .refine(isTimeZone, 'is no time zone; write one such as "Europe/Berlin" or "UTC"')
  .meta({ title: 'Time zone', description: 'Of the cron schedule, by its IANA name.' })

/**
 * The settings of a heartbeat's schedule. They are kept as they were written, so that a form shows
 * again what somebody typed.
 */
export const scheduleFields = {
  every: duration(
    'Expected every',
    `How often the job succeeds, without a cron schedule. ${usual.every} where both are empty.`,
    1_000,
  ).default(''),
  cron: cron.default(''),
  time_zone: timeZone.default(usual.time_zone),
  grace: duration('Grace', 'How much later a signal may come.', 0).default(usual.grace),
  longest: duration(
    'Longest run',
    'How long a run may take that sent a start signal. As long as the grace where it is empty.',
    1_000,
  ).default(''),
}

const settings = z.object(scheduleFields)
export type ScheduleSettings = z.output<typeof settings>

export const oneSchedule = {
  holds: ({ every, cron: text }: Pick<ScheduleSettings, 'every' | 'cron'>) =>
    every === '' || text === '',
  message: 'is not needed beside a cron schedule; leave one of them empty',
} as const

/** The schedule in a check's stored settings; `null` where there is none in them. */
export function readSchedule(config: unknown): HeartbeatSchedule | null {
  const parsed = settings.safeParse(config)
  if (!parsed.success) return null
  const { every, cron: text, time_zone, grace, longest } = parsed.data
  const graceMs = parseDuration(grace === '' ? usual.grace : grace) ?? 0
  const longestMs = (longest === '' ? null : parseDuration(longest)) ?? Math.max(graceMs, 1_000)
  const read = text === '' ? null : readCron(text)
  const due: HeartbeatSchedule['due'] =
    read?.kind === 'cron'
      ? { kind: 'cron', text, cron: read.cron, timeZone: time_zone }
      : { kind: 'every', everyMs: parseDuration(every === '' ? usual.every : every) ?? 0 }
  return { graceMs, longestMs, due }
}

/** When the success after the one at `last` is due; `null` where a schedule names no more. */
export const expectedAfter = ({ due }: HeartbeatSchedule, last: EpochMs): EpochMs | null =>
  due.kind === 'every' ? last + due.everyMs : nextCron(due.cron, due.timeZone, last)

/** The schedule for people: `every 1d, 1h of grace`. */
export function scheduleText({ due, graceMs }: HeartbeatSchedule): string {
  const when =
    due.kind === 'every'
      ? `every ${formatDuration(due.everyMs)}`
      : `cron ${due.text} in ${due.timeZone}`
  return `${when}, ${formatDuration(graceMs)} of grace`
}

export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}
