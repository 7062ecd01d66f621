import { Refusal } from '../../kernel/index.ts'
import { type Fields, fieldsOf, numberOf, pageOf } from './answer.ts'
import type { Client } from './client.ts'

const pageSize = 200
/** Beyond these a table helps nobody. */
const mostPages = 50

/** Every service, or those whose name or URL holds the text: `{items, total}`. */
export async function allServices(
  client: Client,
): Promise<{ items: readonly Fields[]; total: number }> {
  const items: Fields[] = []
  for (let page = 1; page <= mostPages; page += 1) {
    const path = `/services?page=${page}&limit=${pageSize}`
    const answer = pageOf((await client({ method: 'GET', path })).value)
    items.push(...answer.items)
    if (answer.items.length === 0 || items.length >= answer.total) {
      return { items, total: answer.total }
    }
  }
  return { items, total: items.length }
}

/** Every service, or a refusal: what is missing from the answer must not look as if it were not there. */
export async function everyService(client: Client): Promise<readonly Fields[]> {
  const { items, total } = await allServices(client)
  if (items.length >= total) return items
  throw new Refusal(
    'too_large',
    `the server has ${total} services; this command works with ${pageSize * mostPages} at most`,
  )
}

/** The id of the service that somebody names by its id or its name. Throws `Refusal('not_found')`. */
export async function idOf(client: Client, named: string): Promise<number> {
  if (/^\d{1,15}$/.test(named)) return Number(named)
  const { items } = await allServices(client)
  const ids = items.filter(({ name }) => name === named).map((service) => numberOf(service, 'id'))
  const [id, ...others] = ids.filter((one) => one !== null)
  if (id === undefined) {
    throw new Refusal(
      'not_found',
      `there is no service named "${named}"; see "pharos service list"`,
    )
  }
  if (others.length === 0) return id
  throw new Refusal(
    'invalid',
    `${ids.length} services are named "${named}"; say which by its id: ${ids.join(', ')}`,
  )
}

/** One service, with the tag of its version. */
export async function getService(
  client: Client,
  id: number,
): Promise<{ service: Fields; etag: string | null }> {
  const { value, etag } = await client({ method: 'GET', path: `/services/${id}` })
  return { service: fieldsOf(value), etag }
}
