import { type Fields, pageOf } from './answer.ts'
import type { Client } from './client.ts'

export type Listed = { readonly items: readonly Fields[]; readonly total: number }

const pageSize = 200
/** Beyond these a table helps nobody. */
const mostPages = 50
export const mostItems = pageSize * mostPages

/** What a list of the server has, read to its end. `path` has no query of its own. */
export async function allOf(client: Client, path: string, filters = ''): Promise<Listed> {
  const items: Fields[] = []
  for (let page = 1; page <= mostPages; page += 1) {
    const query = `page=${page}&limit=${pageSize}${filters === '' ? '' : `&${filters}`}`
    const answer = pageOf((await client({ method: 'GET', path: `${path}?${query}` })).value)
    items.push(...answer.items)
    if (answer.items.length === 0 || items.length >= answer.total) {
      return { items, total: answer.total }
    }
  }
  return { items, total: items.length }
}
