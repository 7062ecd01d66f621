import type { ZodType, z } from 'zod'
import { type FieldError, fieldErrors } from '../../kernel/index.ts'
import { Down } from './failure.ts'

/** What is wrong with a check's settings, by field under `config`. */
export const settingsErrors = (
  issues: readonly z.core.$ZodIssue[],
  known: readonly string[],
): readonly FieldError[] =>
  fieldErrors(issues, { unknown: 'is no setting of this check', under: 'config', known })

const mostKept = 256
const longestKept = 4_096
const kept = new WeakMap<ZodType, Map<string, unknown>>()

/** What a schema has made of settings before: most checks have the same, and parsing takes a while. */
function keptBy(schema: ZodType): Map<string, unknown> {
  const known = kept.get(schema) ?? new Map<string, unknown>()
  kept.set(schema, known)
  if (known.size >= mostKept) known.clear()
  return known
}

/**
 * The settings a probe runs with. They were parsed when the check was saved, maybe by another
 * version: a setting added since has its default, one that is gone ends the probe.
 */
export function settingsOf<Config>(schema: ZodType<Config>, config: unknown): Config {
  const known = keptBy(schema)
  const text = JSON.stringify(config ?? {})
  const before = known.get(text)
  if (before !== undefined) return before as Config
  const parsed = schema.safeParse(config ?? {})
  if (parsed.success) {
    if (text.length <= longestKept) known.set(text, parsed.data)
    return parsed.data
  }
  const [first] = settingsErrors(parsed.error.issues, [])
  throw new Down('unsupported', `${first?.path}: ${first?.message}`)
}
