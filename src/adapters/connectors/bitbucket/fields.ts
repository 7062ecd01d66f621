import { z } from 'zod'
import type { EpochMs } from '../../../kernel/index.ts'
import { line, link, readerOf } from '../fields.ts'

/*
 * Fields of Bitbucket's answers and deliveries. Data Centers of many years answer: what is not needed
 * may be missing, `null` or of another form, and is then `null`. Texts are bounded here, once.
 */

/** A number or a text; a text to us. */
export const id = z.union([z.int().nonnegative(), z.string().min(1).max(100)]).transform(String)

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

export const read = readerOf('Bitbucket')
