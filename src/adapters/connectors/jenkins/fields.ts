import { z } from 'zod'
import { oneLine } from '../../../kernel/index.ts'
import { PlatformFault } from '../../../modules/pipelines/index.ts'

/*
 * Fields of Jenkins' answers and of its plugins' deliveries. Releases and plugins differ: what is not
 * needed may be missing, `null` or of another form, and is then `null`. Texts are bounded here, once.
 */

const mostExact = 1_024
const mostUrl = 2_048

/** A word of Jenkins' own: `SUCCESS`, or a class. */
export const word = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) => (text === null ? null : oneLine(text, 200) || null))

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

/** A name that means something only when it is whole: a job, a branch, a hash. */
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

/** Milliseconds since 1970, and it has to be there. */
export const instant = z.int().nonnegative()

/** Milliseconds, of a time or a duration. */
export const millis = z.int().nonnegative().nullable().catch(null)

export const flag = z.boolean().nullable().catch(null)

/** The items of a list that can be understood; others tell nothing. `null` where there is no list. */
export const someOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item.nullable().catch(null))
    .transform((items) => items.flatMap((one) => (one === null ? [] : [one])))
    .nullable()
    .catch(null)

/** The items of a list, every one of them. `null` where there is no list: each kind of item has others. */
export const allOf = <Item extends z.ZodType>(item: Item) => z.array(item).nullish().default(null)

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
    `${what} of Jenkins has another form than documented${place}`,
  )
}
