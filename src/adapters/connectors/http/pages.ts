import { faultOf, PlatformFault } from '../../../modules/pipelines/index.ts'
import type { Answer, Call, PageOf } from './client.ts'

/** More pages than any list has that is asked for; a platform that leads on and on is stopped there. */
const mostPages = 1_000

export type Pager = {
  get(path: string, call: Call): Promise<Answer>
  addressOf(path: string): URL
}

/** All items of a list, or as many as are wanted. A page that fails is a fault of the whole. */
export async function followPages<Item>(
  pager: Pager,
  path: string,
  call: Call & { readonly limit: number; readonly read: (answer: Answer) => PageOf<Item> },
): Promise<readonly Item[]> {
  const { limit, read, query, ...rest } = call
  const items: Item[] = []
  if (limit <= 0) return items
  // Further addresses have the query in them.
  let answer = await pager.get(path, { ...rest, ...(query && { query }) })
  const seen = new Set([answer.url])
  for (;;) {
    const page = readPage(read, answer)
    for (const item of page.items) items.push(item)
    if (page.next === null || items.length >= limit) return items.slice(0, limit)
    const next = pager.addressOf(page.next).href
    if (seen.has(next)) throw endless('leads back to a page that it had')
    if (seen.size >= mostPages) throw endless(`has more than ${mostPages} pages`)
    seen.add(next)
    answer = await pager.get(next, rest)
  }
}

function readPage<Item>(read: (answer: Answer) => PageOf<Item>, answer: Answer): PageOf<Item> {
  try {
    return read(answer)
  } catch (error) {
    throw faultOf(error)
  }
}

const endless = (words: string) => new PlatformFault('malformed', `the list ${words}`)
