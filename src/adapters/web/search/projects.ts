import type { ProjectView } from '../../../modules/pipelines/index.ts'
import { wordsOf } from './services.ts'

/** Projects whose name has all words of the query; those whose own name starts with it come first. */
export function findProjects(
  projects: readonly ProjectView[],
  query: string,
  limit: number,
): readonly ProjectView[] {
  const words = wordsOf(query)
  const [first] = words
  if (first === undefined) return []
  return projects
    .filter(({ fullName }) => words.every((word) => fullName.toLowerCase().includes(word)))
    .map((project) => ({ project, rank: project.name.toLowerCase().startsWith(first) ? 0 : 1 }))
    .sort((a, b) => a.rank - b.rank || (a.project.fullName < b.project.fullName ? -1 : 1))
    .slice(0, limit)
    .map(({ project }) => project)
}
