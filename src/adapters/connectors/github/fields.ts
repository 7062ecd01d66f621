import { z } from 'zod'
import { type EpochMs, oneLine } from '../../../kernel/index.ts'
import { PlatformFault } from '../../../modules/pipelines/index.ts'

/*
 * Fields of GitHub's answers and deliveries. Enterprise Servers of many years answer: what is not
 * needed may be missing, `null` or of another form, and is then `null`. Texts are bounded here, once.
 */

const mostExact = 1_024
const mostUrl = 2_048

/** A number beyond 2^31; a text to us. */
export const id = z
  .union([z.number().int().nonnegative(), z.string().min(1).max(64)])
  .transform(String)

/** A word of GitHub's own: `in_progress`. */
export const word = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) => (text === null ? null : oneLine(text, 100) || null))

/** Text for people, in one line. */
export const line = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) => (text === null ? null : oneLine(text) || null))

/** The first line of a commit's message. */
export const firstLine = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) =>
    text === null ? null : oneLine(text.trimStart().split('\n', 1)[0] ?? '') || null,
  )

/** A name that means something only when it is whole: a branch, a hash. */
export const exact = z.string().min(1).max(mostExact).nullable().catch(null)

/** The same, and it has to be there. */
export const name = z.string().min(1).max(mostExact)

/** An address for a browser, of the web and nothing else: whoever deploys writes some of them. */
export const link = z
  .string()
  .max(mostUrl)
  .refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text))
  .nullable()
  .catch(null)

const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

/** ISO 8601, or seconds since 1970 as in the repository of a `push`; milliseconds since 1970 to us. */
export const time = z
  .union([z.string(), z.number()])
  .nullable()
  .catch(null)
  .transform((text) => (text === null ? null : instantOf(text)))

function instantOf(text: string | number): EpochMs | null {
  if (typeof text === 'number') return Number.isSafeInteger(text) ? text * 1_000 : null
  const at = written.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : at
}

/** The same, and it has to be there. */
export const instant = time.refine((at) => at !== null, 'is no time').transform((at) => at ?? 0)

export const count = z.number().int().nonnegative().nullable().catch(null)
export const flag = z.boolean().catch(false)

/** Somebody with an account. */
export const account = z
  .object({ login: line })
  .transform(({ login }) => login)
  .nullable()
  .catch(null)

/** Somebody that a commit names. */
export const signer = z
  .object({ name: line, username: line, date: time })
  .transform(({ name, username, date }) => ({ name: username ?? name, at: date }))
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
  throw new PlatformFault('malformed', `${what} of GitHub has another form than documented${place}`)
}
