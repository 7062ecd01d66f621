import { z } from 'zod'
import type { Ask } from '../../../modules/pipelines/index.ts'
import { exact } from '../fields.ts'
import type { Call, HttpClient, PageOf } from '../http/client.ts'
import { read } from './fields.ts'

/** The largest page that Cloud gives, and of pull requests. */
export const pageSize = 100
export const pullRequestPageSize = 50

/** More of one list is not followed. */
export const most = 10_000

export type Listing<Item extends z.ZodType> = {
  readonly item: Item
  readonly what: string
  readonly limit: number
  readonly query?: Call['query']
  readonly largest?: number
  /** Statuses that stand for an empty list. */
  readonly empty?: readonly number[]
}

/** A list of Cloud: its pages lead to the next, which is missing or empty on the last one. */
export const listOf = <Item extends z.ZodType>(
  http: HttpClient,
  path: string,
  { item, what, limit, query = {}, largest = pageSize, empty = [], ...ask }: Listing<Item> & Ask,
): Promise<readonly z.output<Item>[]> => {
  const pageSchema = z.object({ values: z.array(item), next: exact })
  return http.list<z.output<Item>>(path, {
    ...ask,
    limit,
    query: { ...query, pagelen: Math.max(1, Math.min(limit, largest)) },
    expect: empty,
    read({ status, body }): PageOf<z.output<Item>> {
      if (empty.includes(status)) return { items: [], next: null }
      const { values, next } = read(pageSchema, body, what)
      return { items: values, next }
    },
  })
}
