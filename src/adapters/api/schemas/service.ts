import { z } from 'zod'
import { maskSettings, rfc3339 } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { moment, pageOf, pageQuery, thingId } from './common.ts'

export const serviceStatuses = ['UP', 'DEGRADED', 'DOWN', 'UNKNOWN', 'PAUSED'] as const

/** `UP` as the API writes it, of `up` as the modules do. */
export const upper = <Word extends string>(word: Word): Uppercase<Word> =>
  word.toUpperCase() as Uppercase<Word>

export const service = z
  .object({
    id: z.int().min(0).describe('Never used twice. 0 is Pharos itself.'),
    name: z.string(),
    url: z.string().describe('What is checked.'),
    type: z.string().describe('The probe that the URL names: `http`, `tcp`, …'),
    check_interval: z.number().describe('Seconds.'),
    timeout: z.number().nullable().describe('Seconds; `null` leaves it to the default.'),
    failures_to_down: z.int().describe('Failures in a row that make it DOWN.'),
    successes_to_up: z.int().describe('Successes in a row that make it UP again.'),
    degraded_above_ms: z.int().nullable().describe('Slower answers count as DEGRADED.'),
    retries: z.int().describe('How often a failure is tried again within its slot.'),
    flapping_after: z
      .int()
      .nullable()
      .describe(
        'So many changes of status within its latest 21 results make it flap: it then stays at the worse one, with the reason `flapping`, until it is calm. `null` for never.',
      ),
    depends_on: z
      .array(thingId)
      .describe(
        'While one of these is DOWN, nobody is told of this one. It is checked all the same.',
      ),
    paused: z.boolean(),
    tags: z.array(z.string()).describe('What it belongs to: `shop`, `team:web`, …'),
    config: z.record(z.string(), z.unknown()).describe('Settings of the probe.'),
    status: z
      .enum(serviceStatuses)
      .describe('The worst of its checks. UNKNOWN is never shown as UP.'),
    reason: z
      .string()
      .describe(
        'Why it has this status: `ok`, `timeout`, `bad_status`, …, or `flapping`, `guard`, `no_data`, `not_checked_yet`, `paused_by_user`.',
      ),
    since: moment.describe('Since when it has this status.'),
    last_checked_at: moment.nullable(),
    response_time_ms: z.number().nullable().describe('Of the latest check that succeeded.'),
    recent: z
      .string()
      .describe(
        'The latest outcomes, oldest first, a letter each: `u` up, `g` degraded, `d` down, `-` missed.',
      ),
    maintenance: z
      .object({ id: thingId, name: z.string(), until: moment })
      .nullable()
      .describe('Work that goes on at it. Nobody is told of it, and uptime leaves the time out.'),
    rev: z.int().min(1).describe('Rises with each change of the definition; the ETag holds it.'),
    system: z.boolean().describe('Pharos itself: not to be changed, and not counted in lists.'),
    source: z
      .enum(['api', 'file'])
      .describe('`file`: the configuration file defines it, so it cannot be changed here.'),
    created_at: moment,
    updated_at: moment,
  })
  .describe('What is watched, and how it is.')

export const servicePage = pageOf(service)

export const serviceQuery = pageQuery.extend({
  search: z.string().max(200).optional().describe('Part of a name or URL; case does not matter.'),
  status: z.enum(serviceStatuses).optional(),
})

export const toServiceJson = (of: Service): z.output<typeof service> => ({
  id: of.id,
  name: of.name,
  url: of.url,
  type: of.type,
  check_interval: of.intervalMs / 1_000,
  timeout: of.timeoutMs === null ? null : of.timeoutMs / 1_000,
  failures_to_down: of.failuresToDown,
  successes_to_up: of.successesToUp,
  degraded_above_ms: of.degradedAboveMs,
  retries: of.retries,
  flapping_after: of.flappingAfter,
  depends_on: [...of.dependsOn],
  paused: of.paused,
  tags: [...of.tags],
  config: { ...maskSettings(of.config) },
  status: upper(of.status),
  reason: of.reason,
  since: rfc3339(of.since),
  last_checked_at: of.lastCheckedAt === null ? null : rfc3339(of.lastCheckedAt),
  response_time_ms: of.responseMs,
  recent: of.recent,
  maintenance:
    of.maintenance === null ? null : { ...of.maintenance, until: rfc3339(of.maintenance.until) },
  rev: of.rev,
  system: of.system,
  source: of.fromFile ? 'file' : 'api',
  created_at: rfc3339(of.createdAt),
  updated_at: rfc3339(of.updatedAt),
})

/** Seconds, or a duration in words. */
const duration = (words: string) =>
  z
    .union([z.number().min(0), z.string().max(32)])
    .describe(`${words} Seconds, or text such as "30s" or "1h30m".`)

const threshold = z.int().min(1).max(100)

const fields = {
  name: z.string().min(1).max(200),
  url: z
    .string()
    .min(1)
    .max(2048)
    .describe('Where to look: `https://…`, `http://…`, `tcp://host:port`, …'),
  check_interval: duration('Time between two checks, 1 s to 1 d.'),
  timeout: duration('When a check gives up, 100 ms to 5 m.').nullable(),
  failures_to_down: threshold.describe('Failures in a row until it is DOWN. Default 2.'),
  successes_to_up: threshold.describe('Successes in a row until it is UP again. Default 1.'),
  degraded_above_ms: z.int().min(1).max(300_000).nullable(),
  retries: z
    .int()
    .min(0)
    .max(5)
    .describe(
      'How often a failure is tried again within its slot, in the time that its timeout leaves. Default 0.',
    ),
  flapping_after: z
    .int()
    .min(2)
    .max(20)
    .nullable()
    .describe('Changes of status within 21 results that make it flap. Default: never.'),
  depends_on: z
    .union([z.array(thingId), z.string().max(1_000)])
    .describe(
      'Ids of services, at most 50. While one of them is DOWN, nobody is told of this one.',
    ),
  paused: z.boolean(),
  tags: z
    .union([z.array(z.string().max(100)), z.string().max(1_000)])
    .describe(
      'At most 20, of 1 to 32 letters, digits and `._:/-` each; kept in lower case. One text has them parted by commas or spaces.',
    ),
  config: z
    .record(z.string().max(64), z.unknown())
    .describe('Settings of the probe that the URL names.'),
}

export const serviceDraft = z
  .strictObject({
    name: fields.name,
    url: fields.url,
    check_interval: fields.check_interval.optional(),
    timeout: fields.timeout.optional(),
    failures_to_down: fields.failures_to_down.optional(),
    successes_to_up: fields.successes_to_up.optional(),
    degraded_above_ms: fields.degraded_above_ms.optional(),
    retries: fields.retries.optional(),
    flapping_after: fields.flapping_after.optional(),
    depends_on: fields.depends_on.optional(),
    paused: fields.paused.optional(),
    tags: fields.tags.optional(),
    config: fields.config.optional(),
  })
  .describe('A service to watch. Fields that are left out get their defaults.')

export const servicePatch = z
  .strictObject(fields)
  .partial()
  .describe('The fields of a service to change; the others stay.')
