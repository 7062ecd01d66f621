import { z } from 'zod'
import { type EpochMs, oneLine } from '../../../kernel/index.ts'
import { PlatformFault } from '../../../modules/pipelines/index.ts'

/*
 * Fields of Bitbucket's answers and deliveries. Data Centers of many years answer: what is not needed
 * may be missing, `null` or of another form, and is then `null`. Texts are bounded here, once.
 */

const mostExact = 1_024
const mostUrl = 2_048

/** A number or a text; a text to us. */
export const id = z.union([z.int().nonnegative(), z.string().min(1).max(100)]).transform(String)

/** A word of Bitbucket's own: `COMPLETED`. */
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

/** A name that means something only when it is whole: a branch, a hash, `{uuid}`. */
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

const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

/** ISO 8601; milliseconds since 1970 to us. */
export const time = z
  .string()
  .nullable()
  .catch(null)
  .transform((text): EpochMs | null => {
    const at = text !== null && written.test(text) ? Date.parse(text) : Number.NaN
    return Number.isNaN(at) ? null : at
  })

/** The same, and it has to be there. */
export const instant = time.refine((at) => at !== null, 'is no time').transform((at) => at ?? 0)

/** Milliseconds, of a time or a duration: what Data Center counts in. */
export const millis = z.int().nonnegative().nullable().catch(null)

/** Seconds, as milliseconds. */
export const seconds = z
  .number()
  .nonnegative()
  .nullable()
  .catch(null)
  .transform((count) => (count === null ? null : Math.round(count * 1_000)))

export const count = z.int().nonnegative().nullable().catch(null)
export const flag = z.boolean().nullable().catch(null)

/** A thing that may be missing. */
export const maybe = <Thing extends z.ZodType>(thing: Thing) => thing.nullable().catch(null)

/** Links of Cloud: `{html: {href}}`. */
export const links = maybe(
  z.object({
    html: maybe(z.object({ href: link })),
    avatar: maybe(z.object({ href: link })),
  }),
)

/** Somebody with an account of Cloud. */
export const account = maybe(
  z
    .object({ display_name: line, nickname: line })
    .transform((one) => one.display_name ?? one.nickname),
)

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
  throw new PlatformFault(
    'malformed',
    `${what} of Bitbucket has another form than documented${place}`,
  )
}
