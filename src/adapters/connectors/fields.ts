import { z } from 'zod'
import { oneLine } from '../../kernel/index.ts'
import { PlatformFault } from '../../modules/pipelines/index.ts'

/*
 * Fields that answers and deliveries of several platforms have. Servers of many years answer: what is
 * not needed may be missing, `null` or of another form, and is then `null`. Texts are bounded here, once.
 */

const mostExact = 1_024
const mostUrl = 2_048

/** A word of the platform's own: `in_progress`. */
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

/** A name that means something only when it is whole: a branch, a hash, a job. */
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

/** Seconds, as milliseconds. */
export const seconds = z
  .number()
  .nonnegative()
  .nullable()
  .catch(null)
  .transform((count) => (count === null ? null : Math.round(count * 1_000)))

/**
 * What a schema makes of something from a platform of this name. Throws `PlatformFault('malformed')`,
 * which names the field and no value.
 */
export const readerOf = (platform: string) =>
  function read<Schema extends z.ZodType>(
    schema: Schema,
    value: unknown,
    what: string,
  ): z.output<Schema> {
    const result = schema.safeParse(value)
    if (result.success) return result.data
    const path = result.error.issues[0]?.path.join('.') ?? ''
    const place = path === '' ? '' : ` at ${oneLine(path, 100)}`
    const words = `${what} of ${platform} has another form than documented${place}`
    throw new PlatformFault('malformed', words)
  }
