import { z } from 'zod'
import type { EpochMs } from '../../../kernel/index.ts'
import { line, readerOf } from '../fields.ts'

/*
 * Fields of GitHub's answers and deliveries. Enterprise Servers of many years answer: what is not
 * needed may be missing, `null` or of another form, and is then `null`. Texts are bounded here, once.
 */

/** A number beyond 2^31; a text to us. */
export const id = z
  .union([z.number().int().nonnegative(), z.string().min(1).max(64)])
  .transform(String)

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

export const read = readerOf('GitHub')
