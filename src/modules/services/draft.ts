import { z } from 'zod'
import { parseDuration, readFields, type ServiceId } from '../../kernel/index.ts'
import type { Targets } from './ports.ts'
import type { ServiceDefinition, ServiceDraft } from './service.ts'
import { tagList } from './tags.ts'

/** An interval or timeout as people write it: seconds, or a duration such as `30s`. In milliseconds. */
const duration = z.union([z.number(), z.string().max(32)]).transform((text, context) => {
  const ms = parseDuration(typeof text === 'string' ? text.trim() : text)
  if (ms !== null) return Math.round(ms)
  context.addIssue({ code: 'custom', message: 'must be seconds or a duration such as "30s"' })
  return z.NEVER
})

const dayMs = 86_400_000
const between = (least: number, most: number, words: string) =>
  duration.refine((ms) => ms >= least && ms <= most, `must be ${words}`)

/** A whole number, or its digits as a form sends them. */
const whole = (least: number, most: number) =>
  z
    .union([
      z.number(),
      z
        .string()
        .trim()
        .regex(/^\d{1,9}$/, 'must be a whole number'),
    ])
    .transform(Number)
    .pipe(z.int().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`))

const mostDependencies = 50

/** Ids, or one text with commas or spaces between them as a form sends it. */
const idList = z
  .union([z.array(z.int().min(1)), z.string().max(1_000)], {
    error: 'must be a list of ids of services',
  })
  .transform((input, context): readonly ServiceId[] => {
    const words = typeof input === 'string' ? input.split(/[\s,]+/).filter(Boolean) : input
    const ids = [...new Set(words.map(Number))]
    const wrong = ids.some((id) => !Number.isSafeInteger(id) || id < 1)
    if (!wrong && ids.length <= mostDependencies) return ids as ServiceId[]
    const message = wrong
      ? 'must be ids of services, with commas between them'
      : `must be at most ${mostDependencies} services`
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

/**
 * The fields that a user may send, for REST bodies and forms alike. Unknown keys are refused, so
 * that nobody sets `id`, `rev` or `system`, and nobody waits for a misspelt one to work.
 */
export const serviceFields = {
  name: z
    .string({ error: 'is needed' })
    .trim()
    .min(1, 'is needed')
    .max(200, 'must be at most 200 characters'),
  url: z.string({ error: 'is needed' }).trim().min(1, 'is needed').max(2048, 'is too long'),
  check_interval: between(1_000, dayMs, 'from 1 s to 1 d'),
  timeout: between(100, 300_000, 'from 100 ms to 5 m').nullable(),
  failures_to_down: whole(1, 100),
  successes_to_up: whole(1, 100),
  degraded_above_ms: whole(1, 300_000).nullable(),
  retries: whole(0, 5),
  flapping_after: whole(2, 20).nullable(),
  depends_on: idList,
  paused: z.boolean(),
  tags: tagList,
  config: z.record(z.string().max(64), z.unknown()),
}

const newService = z.strictObject({
  ...serviceFields,
  check_interval: serviceFields.check_interval.optional(),
  timeout: serviceFields.timeout.optional(),
  failures_to_down: serviceFields.failures_to_down.optional(),
  successes_to_up: serviceFields.successes_to_up.optional(),
  degraded_above_ms: serviceFields.degraded_above_ms.optional(),
  retries: serviceFields.retries.optional(),
  flapping_after: serviceFields.flapping_after.optional(),
  depends_on: serviceFields.depends_on.optional(),
  paused: serviceFields.paused.optional(),
  tags: serviceFields.tags.optional(),
  config: serviceFields.config.optional(),
})
const servicePatch = newService.partial()
const words = { unknown: 'is not a field of a service' } as const

export type Defaults = { readonly intervalMs: number }

/** What holds for a service that does not say it: checks in a row before its health changes. */
export const presets = { failuresToDown: 2, successesToUp: 1 } as const

/** A new service, or a whole replacement, from what somebody sent. Throws `Refusal('invalid')`. */
export function parseDraft(input: unknown, defaults: Defaults): ServiceDraft {
  const fields = readFields(newService, input, words)
  return {
    name: fields.name,
    url: fields.url,
    intervalMs: fields.check_interval ?? defaults.intervalMs,
    timeoutMs: fields.timeout ?? null,
    failuresToDown: fields.failures_to_down ?? presets.failuresToDown,
    successesToUp: fields.successes_to_up ?? presets.successesToUp,
    degradedAboveMs: fields.degraded_above_ms ?? null,
    retries: fields.retries ?? 0,
    flappingAfter: fields.flapping_after ?? null,
    dependsOn: fields.depends_on ?? [],
    paused: fields.paused ?? false,
    tags: fields.tags ?? [],
    config: fields.config ?? {},
  }
}

/** The draft that a partial change makes of a service. Throws `Refusal('invalid')`. */
export function parsePatch(input: unknown, present: ServiceDraft): ServiceDraft {
  const fields = readFields(servicePatch, input, words)
  return {
    name: fields.name ?? present.name,
    url: fields.url ?? present.url,
    intervalMs: fields.check_interval ?? present.intervalMs,
    timeoutMs: fields.timeout === undefined ? present.timeoutMs : fields.timeout,
    failuresToDown: fields.failures_to_down ?? present.failuresToDown,
    successesToUp: fields.successes_to_up ?? present.successesToUp,
    degradedAboveMs:
      fields.degraded_above_ms === undefined ? present.degradedAboveMs : fields.degraded_above_ms,
    retries: fields.retries ?? present.retries,
    flappingAfter:
      fields.flapping_after === undefined ? present.flappingAfter : fields.flapping_after,
    dependsOn: fields.depends_on ?? present.dependsOn,
    paused: fields.paused ?? present.paused,
    tags: fields.tags ?? present.tags,
    config: fields.config ?? present.config,
  }
}

/** What is no matter of chance is neither doubted nor tried again. */
const certainty = { failuresToDown: 1, successesToUp: 1, retries: 0, flappingAfter: null } as const

/** Gives the draft to the probe that its URL names. Throws `Refusal('invalid')` at `url` or `config`. */
export function define(
  draft: ServiceDraft,
  targets: Targets,
  present: ServiceDefinition | null = null,
): ServiceDefinition {
  const { type, target, config, certain } = targets.parse(draft.url, draft.config, present)
  return { ...draft, ...(certain === true && certainty), type, url: target, config }
}
