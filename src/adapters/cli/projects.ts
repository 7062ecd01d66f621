import { Refusal } from '../../kernel/index.ts'
import { type Fields, fieldsOf, pageOf, textOf } from './answer.ts'
import type { Client } from './client.ts'

const mostShown = 5

/**
 * The project that somebody names by its id, its full name, or a part of that which no other has.
 * Throws `Refusal`: `not_found`, or `invalid` where several fit.
 */
export async function projectOf(client: Client, named: string): Promise<Fields> {
  if (/^\d{1,15}$/.test(named)) {
    return fieldsOf((await client({ method: 'GET', path: `/projects/${named}` })).value)
  }
  const path = `/projects?q=${encodeURIComponent(named)}&limit=200`
  const { items, total } = pageOf((await client({ method: 'GET', path })).value)
  const wholly = items.filter((one) => sameText(textOf(one, 'full_name'), named))
  const byName = items.filter((one) => sameText(textOf(one, 'name'), named))
  const [fitting = []] = [wholly, byName, items].filter((some) => some.length > 0)
  const [found, ...others] = fitting
  if (found === undefined) {
    throw new Refusal('not_found', `there is no project "${named}"; see "pharos pipelines"`)
  }
  if (others.length === 0) return found
  throw several(named, fitting, Math.max(fitting.length, fitting === items ? total : 0))
}

const sameText = (one: string | null, other: string): boolean =>
  one?.toLowerCase() === other.toLowerCase()

function several(named: string, fitting: readonly Fields[], count: number): Refusal {
  const shown = fitting.slice(0, mostShown).map(({ id, full_name }) => `${id} ${full_name}`)
  const rest = count > shown.length ? ', …' : ''
  const which = `say which by its id: ${shown.join(', ')}${rest}`
  return new Refusal('invalid', `${count} projects fit "${named}"; ${which}`)
}
