import { z } from 'zod'
import { maskSettings, rfc3339 } from '../../../kernel/index.ts'
import {
  type Connections,
  type ConnectionView,
  faultKinds,
  type Quota,
  type Trouble,
} from '../../../modules/pipelines/index.ts'
import { moment, momentOf, pageOf, thingId } from './common.ts'

const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u)
  .refine((text) => !/^\d+$/.test(text))
  .describe('Stands in the address of its webhooks. No number alone.')
const platform = z.string().max(64).describe('`github`, `gitlab`, `jenkins`, `bitbucket`, …')
const config = z
  .record(z.string().max(64), z.unknown())
  .describe('Settings of its platform. A secret is shown as `***`; sent back so, it stays.')
const enabled = z.boolean().describe('One that is off is asked for nothing and hears of nothing.')
const count = z.int().min(0)

export const trouble = z
  .object({
    kind: z.enum(faultKinds),
    message: z.string().describe('One line for people. It may quote the platform: escape it.'),
    at: moment,
    retry_at: moment.nullable().describe('When it is tried again; `null`: with the next round.'),
  })
  .describe('Why a platform did not give what it was asked for.')

const quota = z
  .object({
    limit: z.number(),
    remaining: z.number(),
    reset_at: moment.nullable(),
    used_up_at: moment
      .nullable()
      .describe('When nothing will be left at the present pace; `null`: not before the reset.'),
  })
  .describe('What is left of the limit of the platform.')

const calls = z
  .object({
    total: count,
    unchanged: count.describe('Answers that had not changed. On some platforms they cost nothing.'),
    limited: count.describe('Answers that said to wait.'),
    failed: count,
    paused_until: moment.nullable().describe('Nothing is asked before this.'),
  })
  .describe('Calls to the platform since the program began.')

const state = z
  .object({
    listed_at: moment.nullable().describe('When the list of projects was read last.'),
    refreshed_at: moment.nullable().describe('When the last round over its projects ended.'),
    trouble: trouble.nullable(),
    projects: z.object({
      total: count,
      filled: count.describe('Whose history is there.'),
      failing: count.describe('That could not be read last time.'),
    }),
    events: z.object({
      waiting: count.describe('Webhooks that are stored and not processed yet.'),
      failed: count,
      last_at: moment.nullable(),
    }),
    quota: quota.nullable(),
    calls: calls.nullable(),
    user: z.string().nullable().describe('Whose token it is.'),
  })
  .describe('How it does.')

export const connection = z
  .object({
    id: thingId,
    name: z.string(),
    platform,
    url: z
      .string()
      .nullable()
      .describe('What is spoken to; `null` for one that is only spoken to by others.'),
    config,
    enabled,
    owned: z.boolean().describe('Declared in the configuration file, and changed only there.'),
    rev: z.int().min(1).describe('Rises with each change; the ETag holds it.'),
    state,
    created_at: moment,
    updated_at: moment,
  })
  .describe('An instance of a CI platform that is followed.')

export const connectionPage = pageOf(connection)

export const connectionDraft = z
  .strictObject({ name, platform, config: config.optional(), enabled: enabled.optional() })
  .describe('A connection. A secret for its webhooks is made up where none is given.')

export const connectionPatch = z
  .strictObject({ name, platform, config, enabled })
  .partial()
  .describe('The fields of a connection to change; the others stay.')

export const webhook = z
  .object({
    url: z.string().describe('Where the platform sends its webhooks.'),
    secret: z.string().nullable().describe('What it signs them with; `null` where it is lost.'),
    steps: z.array(z.string()).describe('How to set it up, a sentence a step.'),
  })
  .describe('How to have a platform tell what happens.')

export const toTroubleJson = (of: Trouble | null): z.output<typeof trouble> | null =>
  of && {
    kind: of.kind,
    message: of.message,
    at: rfc3339(of.at),
    retry_at: momentOf(of.retryAt),
  }

const toQuotaJson = (of: Quota | null): z.output<typeof quota> | null =>
  of && {
    limit: of.limit,
    remaining: of.remaining,
    reset_at: momentOf(of.resetAt),
    used_up_at: momentOf(of.usedUpAt),
  }

function toStateJson({ state: of }: ConnectionView): z.output<typeof state> {
  const { projects, events, calls } = of
  return {
    listed_at: momentOf(of.listedAt),
    refreshed_at: momentOf(of.refreshedAt),
    trouble: toTroubleJson(of.trouble),
    projects: { total: projects.total, filled: projects.filled, failing: projects.failing },
    events: {
      waiting: events.waiting,
      failed: events.failed,
      last_at: momentOf(events.lastAt),
    },
    quota: toQuotaJson(of.quota),
    calls: calls && {
      total: calls.calls,
      unchanged: calls.unchanged,
      limited: calls.limited,
      failed: calls.failed,
      paused_until: momentOf(calls.pausedUntil),
    },
    user: of.user,
  }
}

export const toConnectionJson = (
  of: ConnectionView,
  platforms: Pick<Connections['platforms'], 'urlOf'>,
): z.output<typeof connection> => ({
  id: of.id,
  name: of.name,
  platform: of.platform,
  url: platforms.urlOf(of.platform, of.config),
  config: { ...maskSettings(of.config) },
  enabled: of.enabled,
  owned: of.owned,
  rev: of.rev,
  state: toStateJson(of),
  created_at: rfc3339(of.createdAt),
  updated_at: rfc3339(of.updatedAt),
})
