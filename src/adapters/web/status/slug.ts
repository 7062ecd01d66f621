import type { PublicService, Snapshot } from './golden.ts'

const longest = 64

/** A name as a part of an address: `My API (EU)` is `my-api-eu`. Empty when nothing is left of it. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    // The marks of Latin, Greek and Cyrillic letters; in other scripts they make another letter.
    .replace(/[\u0300-\u036f]+/g, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, longest)
    .replace(/[-\ud800-\udbff]+$/, '')

export type Finder = (key: string) => PublicService | undefined

/** Finds public services by id or slug. Of two with one slug the older one has it. */
export function createFinder({ services }: Snapshot): Finder {
  const byKey = new Map<string, PublicService>()
  for (const service of services.toSorted((a, b) => a.id - b.id)) {
    const slug = slugOf(service.name)
    if (slug !== '' && !byKey.has(slug)) byKey.set(slug, service)
  }
  for (const service of services) byKey.set(String(service.id), service)
  return (key) => byKey.get(key)
}
