import { z } from 'zod'
import {
  type EpochMs,
  invalid,
  parseDuration,
  readFields,
  type ServiceId,
} from '../../kernel/index.ts'
import { readCron } from './cron.ts'
import { isTimeZone } from './heartbeat-schedule.ts'
import type { MaintenanceDefinition, MaintenancePlan } from './maintenance.ts'

const longestMs = 366 * 86_400_000
const mostServices = 1_000

const moment = z
  .string()
  .max(64)
  .transform((text, context): EpochMs => {
    try {
      return Temporal.Instant.from(text.trim()).epochMilliseconds
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'must be a moment such as "2026-12-31T14:30:00Z"',
      })
      return z.NEVER
    }
  })

const duration = z.union([z.number(), z.string().max(32)]).transform((given, context) => {
  const ms = parseDuration(typeof given === 'string' ? given.trim() : given)
  if (ms !== null && ms >= 1_000 && ms <= longestMs) return Math.round(ms)
  context.addIssue({
    code: 'custom',
    message: 'must be seconds or a duration such as "30m", from 1s to a year',
  })
  return z.NEVER
})

const cron = z
  .string()
  .trim()
  .max(200)
  .superRefine((text, context) => {
    const read = readCron(text)
    if (read.kind === 'wrong') context.addIssue({ code: 'custom', message: read.message })
  })

const ids = z
  .array(z.int('must be ids of services').min(1))
  .max(mostServices, `must be at most ${mostServices}; use tags or all`)
  .transform((list) => [...new Set(list)] as ServiceId[])

const fields = z.strictObject({
  name: z.string().trim().min(1, 'is needed').max(200, 'must be at most 200 characters').optional(),
  services: ids.optional(),
  tags: z.unknown().optional(),
  all: z.boolean('must be true or false').optional(),
  starts_at: moment.optional(),
  ends_at: moment.optional(),
  duration: duration.optional(),
  cron: cron.optional(),
  time_zone: z
    .string()
    .trim()
    .max(64)
    .refine(isTimeZone, 'is no time zone; write one such as "Europe/Berlin" or "UTC"')
    .optional(),
  ends_when_green: z.boolean('must be true or false').optional(),
})
type Fields = z.output<typeof fields>

export type MaintenanceContext = {
  readonly now: EpochMs
  /** What the catalogue makes of tags. Throws a `Refusal` with the field `tags`. */
  readonly parseTags: (tags: unknown) => readonly string[]
}

/** A maintenance from what somebody sent. Without a start it begins now. Throws `Refusal('invalid')`. */
export function parseMaintenance(
  input: unknown,
  { now, parseTags }: MaintenanceContext,
): MaintenanceDefinition {
  const sent = readFields(fields, input, { unknown: 'is not a field of a maintenance' })
  const scope = {
    services: sent.services ?? [],
    tags: sent.tags === undefined ? [] : parseTags(sent.tags),
    all: sent.all ?? false,
  }
  if (!scope.all && scope.services.length === 0 && scope.tags.length === 0) {
    throw wrong('services', 'is needed: ids of services, or `tags`, or `all: true`')
  }
  return {
    name: sent.name ?? 'Maintenance',
    plan: sent.cron === undefined ? once(sent, now) : recurring(sent, sent.cron),
    scope,
    endsWhenGreen: sent.ends_when_green ?? false,
  }
}

function once(sent: Fields, now: EpochMs): MaintenancePlan {
  if (sent.time_zone !== undefined) throw wrong('time_zone', 'is for a cron schedule alone')
  if (sent.ends_at !== undefined && sent.duration !== undefined) {
    throw wrong('duration', 'is not needed beside ends_at; leave one of them out')
  }
  const from = sent.starts_at ?? now
  const to = sent.ends_at ?? (sent.duration === undefined ? null : from + sent.duration)
  if (to === null) throw wrong('duration', 'is needed, or ends_at')
  const at = sent.ends_at === undefined ? 'duration' : 'ends_at'
  if (to <= from) throw wrong(at, 'must be after the start')
  if (to <= now) throw wrong(at, 'is over already')
  if (to - from > longestMs) throw wrong(at, 'must be at most a year after the start')
  return { kind: 'once', from, to }
}

function recurring(sent: Fields, text: string): MaintenancePlan {
  for (const name of ['starts_at', 'ends_at'] as const) {
    if (sent[name] !== undefined) {
      throw wrong(name, 'is not for a cron schedule, which says itself when it begins')
    }
  }
  if (sent.duration === undefined) throw wrong('duration', 'is needed with a cron schedule')
  return {
    kind: 'recurring',
    cron: text,
    durationMs: sent.duration,
    timeZone: sent.time_zone ?? 'UTC',
  }
}

const wrong = (path: string, message: string) => invalid([{ path, message }])
