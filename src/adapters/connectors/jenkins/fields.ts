import { z } from 'zod'
import { readerOf } from '../fields.ts'

/*
 * Fields of Jenkins' answers and of its plugins' deliveries. Releases and plugins differ: what is not
 * needed may be missing, `null` or of another form, and is then `null`. Texts are bounded here, once.
 */

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

export const read = readerOf('Jenkins')
