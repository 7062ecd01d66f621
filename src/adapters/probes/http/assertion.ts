import { z } from 'zod'
import { patternProblem } from '../pattern.ts'

/** One line each, so that a form can show an assertion as a line. */
const value = z
  .string()
  .min(1, 'must not be empty')
  .max(500, 'must be at most 500 characters')
  .regex(/^[^\r\n]*$/, 'must be one line')

const scalar = z.union([value, z.number(), z.boolean()], 'must be a text, a number, true or false')

const path = z
  .string()
  .max(300, 'must be at most 300 characters')
  .regex(
    /^\$(?:\.[\w-]{1,100}|\[\d{1,6}\]){0,32}$/,
    'must be names and indexes after $, such as $.items[0].status',
  )

const body = z.strictObject({
  on: z.literal('body'),
  op: z.enum(['contains', 'not_contains', 'matches'], 'must be contains, not_contains or matches'),
  value,
})

const json = z.strictObject({
  on: z.literal('json'),
  path,
  op: z.enum(
    ['equals', 'not_equals', 'exists', 'above', 'at_least', 'below', 'at_most'],
    'must be equals, not_equals, exists, above, at_least, below or at_most',
  ),
  value: scalar.optional(),
})

const header = z.strictObject({
  on: z.literal('header'),
  name: z
    .string()
    .regex(/^[!#$%&'*+.^_`|~\w-]{1,100}$/, 'must be the name of a header')
    .toLowerCase(),
  op: z.enum(
    ['equals', 'contains', 'exists', 'matches'],
    'must be equals, contains, exists or matches',
  ),
  value: value.optional(),
})

const shape = z.discriminatedUnion('on', [body, json, header], 'must be on body, json or header')

/** What an answer must be like. Data, not a language: each one is looked at by itself. */
export type Assertion = z.output<typeof shape>

const ordered: readonly string[] = ['above', 'at_least', 'below', 'at_most']

/** What is wrong with the value of an assertion; `null` when nothing is. */
function valueError({ op, value: given }: Assertion): string | null {
  if (op === 'exists') return given === undefined ? null : 'must be left out with exists'
  if (given === undefined) return `must be there with ${op}`
  if (ordered.includes(op) && !Number.isFinite(Number(given))) return `must be a number with ${op}`
  return op === 'matches' ? patternProblem(String(given)) : null
}

export const assertion = shape.superRefine((given, context) => {
  const message = valueError(given)
  if (message !== null) context.addIssue({ code: 'custom', path: ['value'], message })
})
