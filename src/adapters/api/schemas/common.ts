import { z } from 'zod'
import { maxPageSize, roles } from '../../../kernel/index.ts'

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
