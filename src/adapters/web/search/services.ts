import type { Service } from '../../../modules/services/index.ts'

/** As much of a query as is read. */
export const longestQuery = 200

/** Words of a query, lower-cased; all of them must be found. */
export const wordsOf = (query: string): string[] =>
  query
    .slice(0, longestQuery)
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')

const matches = (text: string, words: readonly string[]): boolean =>
  words.every((word) => text.includes(word))

/**
 * Services whose name, address or tags have all words of the query, best first: names that start
 * with it, names that have it, tags, addresses; equally good ones by name.
 */
export function findServices(
  services: Iterable<Service>,
  query: string,
  limit: number,
): readonly Service[] {
  const words = wordsOf(query)
  if (words.length === 0) return []
  const found: { readonly service: Service; readonly name: string; readonly rank: number }[] = []
  for (const service of services) {
    const name = service.name.toLowerCase()
    const rank = rankOf(service, name, words)
    if (rank !== null) found.push({ service, name, rank })
  }
  found.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
  return found.slice(0, limit).map(({ service }) => service)
}

function rankOf(service: Service, name: string, words: readonly string[]): number | null {
  if (matches(name, words)) return name.startsWith(words[0] ?? '') ? 0 : 1
  const tags = service.tags.join(' ')
  if (matches(`${name} ${tags}`, words)) return 2
  return matches(`${name} ${tags} ${service.url.toLowerCase()}`, words) ? 3 : null
}
