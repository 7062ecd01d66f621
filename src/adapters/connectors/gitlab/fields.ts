import { z } from 'zod'
import { oneLine } from '../../../kernel/index.ts'
import { line, readerOf } from '../fields.ts'
import { instantOf } from './times.ts'

/*
 * Fields of GitLab's answers and deliveries. Servers of many years answer: what is not needed may be
 * missing or of another form, and is then `null`. Texts are bounded here, once.
 */

const mostDescription = 2_000

/** A number or a text; a text to us. */
export const id = z
  .union([z.number().int().nonnegative(), z.string().min(1).max(64)])
  .transform(String)

/** A word of GitLab's own, which has to be there: `success`. */
export const word = z.string().transform((text) => oneLine(text, 100))

/** Text for people that is cut later. */
export const description = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) => (text === null ? null : oneLine(text, mostDescription) || null))

/** Milliseconds since 1970. */
export const time = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) => (text === null ? null : instantOf(text)))

export const count = z.number().int().nonnegative().nullable().catch(null)
export const flag = z.boolean().catch(false)
export const flagOrNull = z.boolean().nullable().catch(null)

/** Somebody, by the name that people read. */
export const person = z
  .object({ name: line, username: line })
  .transform(({ name, username }) => name ?? username)
  .nullable()
  .catch(null)

export const read = readerOf('GitLab')
