import { Refusal } from '../../kernel/index.ts'
import { type Fields, fieldsOf, numberOf } from './answer.ts'
import type { Client } from './client.ts'
import { allOf, type Listed, mostItems } from './lists.ts'

/** Every service: `{items, total}`. */
export const allServices = (client: Client): Promise<Listed> => allOf(client, '/services')

/** Every service, or a refusal: what is missing from the answer must not look as if it were not there. */
export async function everyService(client: Client): Promise<readonly Fields[]> {
  const { items, total } = await allServices(client)
  if (items.length >= total) return items
  throw new Refusal(
    'too_large',
    `the server has ${total} services; this command works with ${mostItems} at most`,
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
