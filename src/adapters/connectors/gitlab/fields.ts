import { z } from 'zod'
import { oneLine } from '../../../kernel/index.ts'
import { PlatformFault } from '../../../modules/pipelines/index.ts'
import { instantOf } from './times.ts'

/*
 * Fields of GitLab's answers and deliveries. Servers of many years answer: what is not needed may be
 * missing or of another form, and is then `null`. Texts are bounded here, once.
 */

const mostExact = 1_024
const mostUrl = 2_048
const mostDescription = 2_000

/** A number or a text; a text to us. */
export const id = z
  .union([z.number().int().nonnegative(), z.string().min(1).max(64)])
  .transform(String)

/** A word of GitLab's own, which has to be there: `success`. */
export const word = z.string().transform((text) => oneLine(text, 100))

/** Text for people, in one line. */
export const line = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) => (text === null ? null : oneLine(text) || null))

/** Text for people that is cut later. */
export const description = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) => (text === null ? null : oneLine(text, mostDescription) || null))

/** The first line of a commit's message. */
export const firstLine = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) =>
    text === null ? null : oneLine(text.trimStart().split('\n', 1)[0] ?? '') || null,
  )

/** A name that means something only when it is whole: a branch, a ref, a hash. */
export const exact = z.string().min(1).max(mostExact).nullable().catch(null)

/** The same, and it has to be there. */
export const name = z.string().min(1).max(mostExact)

/** An address for a browser, of the web and nothing else. */
export const link = z
  .string()
  .max(mostUrl)
  .refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text))
  .nullable()
  .catch(null)

/** Milliseconds since 1970. */
export const time = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) => (text === null ? null : instantOf(text)))

/** Seconds of GitLab's, as milliseconds. */
export const seconds = z
  .number()
  .nonnegative()
  .nullable()
  .catch(null)
  .transform((count) => (count === null ? null : Math.round(count * 1_000)))

export const count = z.number().int().nonnegative().nullable().catch(null)
export const flag = z.boolean().catch(false)
export const flagOrNull = z.boolean().nullable().catch(null)

/** Somebody, by the name that people read. */
export const person = z
  .object({ name: line, username: line })
  .transform(({ name, username }) => name ?? username)
  .nullable()
  .catch(null)

/** What a schema makes of something from outside. Throws `PlatformFault('malformed')`, which names the field and no value. */
export function read<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const path = result.error.issues[0]?.path.join('.') ?? ''
  const place = path === '' ? '' : ` at ${oneLine(path, 100)}`
  throw new PlatformFault('malformed', `${what} of GitLab has another form than documented${place}`)
}
