import type { FoundProject } from './found.ts'

/** Which projects are followed: all, or those of `filters.watched_repos`. */
export type Watched = (project: Pick<FoundProject, 'externalId' | 'fullName' | 'name'>) => boolean

/**
 * @param names ids, full names or names, in any case. None: everything is watched.
 */
export function watchedOf(names: readonly string[]): Watched {
  if (names.length === 0) return () => true
  const known = new Set(names.map((name) => name.toLowerCase()))
  return ({ externalId, fullName, name }) =>
    [externalId, fullName, name].some((text) => known.has(text.toLowerCase()))
}
