import type { ZodType, z } from 'zod'
import { nearest } from './nearest.ts'
import { type FieldError, invalid } from './refusal.ts'

export type FieldWords = {
  /** What is wrong with a key that the schema does not know: `is not a field of a service`. */
  readonly unknown: string
  /** Where the schema stands in what the caller wrote: `config`. */
  readonly under?: string
  /** Keys that a misspelt one may have meant. */
  readonly known?: readonly string[]
}

/** What a schema found wrong, by field. Keys that it does not know are named one by one. */
export function fieldErrors(
  issues: readonly z.core.$ZodIssue[],
  { unknown, under, known = [] }: FieldWords,
): readonly FieldError[] {
  const base = under === undefined ? [] : [under]
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path]
    if (issue.code !== 'unrecognized_keys') {
      return [{ path: path.join('.') || 'body', message: issue.message }]
    }
    return issue.keys.map((key) => ({
      path: [...path, key].join('.'),
      message: `${unknown}${hintOf(key, known)}`,
    }))
  })
}

function hintOf(key: string, known: readonly string[]): string {
  const meant = nearest(key, known)
  if (meant !== null) return `; did you mean ${meant}?`
  return known.length === 0 ? '' : `; there are ${known.join(', ')}`
}

/** Reads unknown input once, at the door. Throws `Refusal('invalid')` with the fields. */
export function readFields<Schema extends ZodType>(
  schema: Schema,
  input: unknown,
  words: FieldWords,
): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw invalid(fieldErrors(parsed.error.issues, words))
}
