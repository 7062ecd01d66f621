import { z } from 'zod'
import { type Brand, type EpochMs, maxPageSize, rfc3339, roles } from '../../../kernel/index.ts'

/** A moment, as RFC 3339 in UTC. */
export const moment = z.iso.datetime().meta({ examples: ['2026-12-31T14:30:00Z'] })

export const thingId = z.int().min(1)

export const roleName = z.enum(roles).describe('Each role may do what the ones before it may.')

/** `page` and `limit` of every list. */
export const pageQuery = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1).describe('Counts from 1.'),
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(50).describe('Items a page.'),
})

/** A page of a list, with the number of all items that fit the query. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    total: z.int().min(0).describe('How many there are on all pages together.'),
    page: z.int().min(1),
    limit: z.int().min(1).max(maxPageSize),
  })

export const momentOf = (at: EpochMs | null): string | null => (at === null ? null : rfc3339(at))

/** The id of a thing as a filter. */
export const idFilter = <Id extends Brand<number, string>>(noun: string) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER)
    .transform((id) => id as Id)
    .optional()
    .describe(`Only of this ${noun}.`)

/** Without the filters that nobody gave. */
export const given = <Filters extends object>(filters: Filters) =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as {
    readonly [Name in keyof Filters]?: Exclude<Filters[Name], undefined>
  }
