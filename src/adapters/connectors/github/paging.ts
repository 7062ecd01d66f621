import type { z } from 'zod'
import type { ProjectKey } from '../../../modules/pipelines/index.ts'
import type { Answer, PageOf } from '../http/client.ts'
import { nextLink } from '../http/link.ts'
import { read } from './fields.ts'
import { segments } from './url.ts'

/** GitHub gives no more a page. */
export const mostPerPage = 100

export const perPage = (limit: number): number => Math.max(1, Math.min(limit, mostPerPage))

/**
 * Reads a page of a list. The next one is where the answer says: GitHub leads from
 * `/repos/OWNER/NAME` to `/repositories/ID` (https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api).
 */
export const pageOf =
  <Schema extends z.ZodType, Item>(
    schema: Schema,
    what: string,
    itemsOf: (body: z.output<Schema>) => readonly Item[],
  ) =>
  ({ body, headers }: Answer): PageOf<Item> => ({
    items: itemsOf(read(schema, body, what)),
    next: nextLink(headers),
  })

/** The path of a project. */
export const repo = ({ fullName }: Pick<ProjectKey, 'fullName'>): string =>
  `repos/${segments(fullName)}`
