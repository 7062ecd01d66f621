import { z } from 'zod'
import type { Ask } from '../../../modules/pipelines/index.ts'
import type { Answer, Call, HttpClient, PageOf } from '../http/client.ts'
import { nextLink } from '../http/link.ts'
import { read } from './fields.ts'

/** GitLab gives no more on a page, whatever it is asked for. */
const mostOnPage = 100

/**
 * The address of the next page. Lists by number tell it, and are followed by that: the `Link` of a
 * server that does not know its own address leads elsewhere. Lists by key have nothing but `Link`
 * (https://docs.gitlab.com/api/rest/#pagination).
 */
export function nextOf({ headers, url }: Answer): string | null {
  const page = headers.get('x-next-page')
  if (page === null) return nextLink(headers, url)
  if (!/^\d{1,9}$/.test(page)) return null
  const next = new URL(url)
  next.searchParams.set('page', page)
  return next.href
}

export type Listing<Schema extends z.ZodType, Item> = {
  readonly ask: Ask
  readonly limit: number
  readonly query?: Call['query']
  readonly expect?: readonly number[]
  readonly schema: Schema
  /** What it is a list of, for messages. */
  readonly what: string
  readonly map: (item: z.output<Schema>) => Item
  /** A look at each answer before it is read; `empty` ends the list. */
  readonly look?: (answer: Answer) => 'empty' | undefined
}

/** A list of the API, whole or a fault. */
export function list<Schema extends z.ZodType, Item>(
  http: HttpClient,
  path: string,
  listing: Listing<Schema, Item>,
): Promise<readonly Item[]> {
  const { ask, limit, query, expect, schema, what, map, look } = listing
  const items = z.array(schema)
  return http.list(path, {
    ...ask,
    limit,
    query: { ...query, per_page: Math.min(limit, mostOnPage) },
    ...(expect !== undefined && { expect }),
    read(answer): PageOf<Item> {
      if (look?.(answer) === 'empty') return { items: [], next: null }
      return { items: read(items, answer.body, what).map(map), next: nextOf(answer) }
    },
  })
}
