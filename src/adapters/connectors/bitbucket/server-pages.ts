import { z } from 'zod'
import type { Ask } from '../../../modules/pipelines/index.ts'
import type { Answer, HttpClient } from '../http/client.ts'
import { count, read } from './fields.ts'
import type { Listing } from './pages.ts'

/** The largest page that is asked for; servers may be set to less. */
const pageSize = 100

/** The same list from another place on. */
function pageAt({ url }: Answer, start: number): string {
  const next = new URL(url)
  next.searchParams.set('start', String(start))
  return next.href
}

/**
 * A list of Data Center. Where it goes on is told by `nextPageStart` alone: items that one may not
 * see are left out of a page, so that `start` and `limit` do not tell.
 */
export const serverListOf = <Item extends z.ZodType>(
  http: HttpClient,
  path: string,
  { item, what, limit, query = {}, ...ask }: Omit<Listing<Item>, 'largest'> & Ask,
): Promise<readonly z.output<Item>[]> => {
  const schema = z.object({
    values: z.array(item),
    isLastPage: z.boolean(),
    nextPageStart: count,
  })
  return http.list<z.output<Item>>(path, {
    ...ask,
    limit,
    query: { ...query, limit: Math.max(1, Math.min(limit, pageSize)) },
    read(answer) {
      const { values, isLastPage, nextPageStart } = read(schema, answer.body, what)
      const goesOn = !isLastPage && nextPageStart !== null
      return { items: values, next: goesOn ? pageAt(answer, nextPageStart) : null }
    },
  })
}
