import { z } from 'zod'
import { type FoundProject, visibilities } from '../../../modules/pipelines/index.ts'
import { exact, line, link, name } from '../fields.ts'
import { flag, id, time } from './fields.ts'

/** https://docs.github.com/en/rest/repos/repos */
export const projectSchema = z.object({
  id,
  name,
  full_name: name,
  description: line,
  // Servers before 3.0 have only `private`.
  visibility: z.enum(visibilities).nullable().catch(null),
  private: z.boolean().nullable().catch(null),
  owner: z.object({ avatar_url: link }).nullable().catch(null),
  default_branch: exact,
  html_url: link,
  pushed_at: time,
  archived: flag,
})
export type Repository = z.output<typeof projectSchema>

export const projectOf = (repository: Repository): FoundProject => ({
  externalId: repository.id,
  name: repository.name,
  fullName: repository.full_name,
  description: repository.description,
  visibility: visibilityOf(repository),
  avatarUrl: repository.owner?.avatar_url ?? null,
  defaultBranch: repository.default_branch,
  webUrl: repository.html_url,
  lastActivityAt: repository.pushed_at,
  archived: repository.archived,
})

function visibilityOf(repository: Repository): FoundProject['visibility'] {
  if (repository.visibility !== null || repository.private === null) return repository.visibility
  return repository.private ? 'private' : 'public'
}
