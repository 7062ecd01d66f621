import { z } from 'zod'
import { rfc3339 } from '../../../kernel/index.ts'
import {
  laterPeriod,
  type Maintenance,
  maintenanceEnds,
  type Period,
} from '../../../modules/checks/index.ts'
import { moment, pageOf, pageQuery, thingId } from './common.ts'

export const maintenanceStates = ['active', 'planned', 'over'] as const
type State = (typeof maintenanceStates)[number]

const period = z.object({ starts_at: moment, ends_at: moment })

export const maintenance = z
  .object({
    id: thingId,
    name: z.string(),
    state: z.enum(maintenanceStates),
    services: z.array(thingId).describe('Services that it covers, by id.'),
    tags: z.array(z.string()).describe('It covers services with one of these tags too.'),
    all: z.boolean().describe('It covers all services.'),
    starts_at: moment.nullable().describe('Of one that comes once; else `null`.'),
    ends_at: moment.nullable().describe('Of one that comes once; else `null`.'),
    cron: z.string().nullable().describe('When one begins that comes again and again.'),
    duration: z.number().describe('Seconds that a period lasts.'),
    time_zone: z.string().nullable().describe('Of the cron schedule.'),
    ends_when_green: z
      .boolean()
      .describe('It ends once all that it covers has been UP three times in a row after trouble.'),
    current: period.nullable().describe('The period that is under way.'),
    next: period.nullable().describe('The next period; `null` where none comes.'),
    ended_at: moment.nullable(),
    end_reason: z.enum(maintenanceEnds).nullable().describe('Why it is over.'),
    rev: z.int().min(1).describe('Rises with each change; the ETag holds it.'),
    created_at: moment,
    updated_at: moment,
  })
  .describe('Planned work. Nobody is told of what it covers, and uptime leaves the time out.')

export const maintenancePage = pageOf(maintenance)

export const maintenanceQuery = pageQuery.extend({ state: z.enum(maintenanceStates).optional() })

const duration = z.union([z.number().min(1), z.string().max(32)])

export const maintenanceDraft = z
  .strictObject({
    name: z.string().min(1).max(200).optional(),
    services: z.array(thingId).max(1_000).optional().describe('Services that it covers, by id.'),
    tags: z
      .union([z.array(z.string().max(100)), z.string().max(1_000)])
      .optional()
      .describe('Services with one of these tags.'),
    all: z.boolean().optional().describe('All services.'),
    starts_at: z.iso.datetime({ offset: true }).optional().describe('Now where it is left out.'),
    ends_at: z.iso.datetime({ offset: true }).optional().describe('In the place of `duration`.'),
    duration: duration.optional().describe('Seconds, or text such as "30m", up to a year.'),
    cron: z
      .string()
      .max(200)
      .optional()
      .describe('Minute, hour, day of month, month, day of week: it begins then, with `duration`.'),
    time_zone: z.string().max(64).optional().describe('Of `cron`, by its IANA name. Default UTC.'),
    ends_when_green: z
      .boolean()
      .optional()
      .describe('End it once all that it covers has been UP three times in a row after trouble.'),
  })
  .describe('Planned work: services, tags or all, and a time: once, or by a cron schedule.')

export const stateOf = ({ active, over }: Maintenance): State =>
  active !== null ? 'active' : over === null ? 'planned' : 'over'

const toPeriodJson = (of: Period | null): z.output<typeof period> | null =>
  of === null ? null : { starts_at: rfc3339(of.from), ends_at: rfc3339(of.to) }

export const toMaintenanceJson = (of: Maintenance): z.output<typeof maintenance> => {
  const { plan, scope, active, over } = of
  const once = plan.kind === 'once' ? plan : null
  const again = plan.kind === 'recurring' ? plan : null
  return {
    id: of.id,
    name: of.name,
    state: stateOf(of),
    services: [...scope.services],
    tags: [...scope.tags],
    all: scope.all,
    starts_at: once && rfc3339(once.from),
    ends_at: once && rfc3339(once.to),
    cron: again?.cron ?? null,
    duration: (once === null ? (again?.durationMs ?? 0) : once.to - once.from) / 1_000,
    time_zone: again?.timeZone ?? null,
    ends_when_green: of.endsWhenGreen,
    current: toPeriodJson(active),
    next: toPeriodJson(nextOf(of)),
    ended_at: over && rfc3339(over.at),
    end_reason: over?.reason ?? null,
    rev: of.rev,
    created_at: rfc3339(of.createdAt),
    updated_at: rfc3339(of.updatedAt),
  }
}

function nextOf({ plan, active, nextAt }: Maintenance): Period | null {
  if (active !== null) return laterPeriod(plan, active.to - 1)
  if (nextAt === null) return null
  return laterPeriod(plan, nextAt - 1)
}
