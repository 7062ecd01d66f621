import { z } from 'zod'
import { type FoundProject, visibilities } from '../../../modules/pipelines/index.ts'
import { exact, line, link, name } from '../fields.ts'
import { description, flag, id, time } from './fields.ts'

/** https://docs.gitlab.com/api/projects/ */
export const projectSchema = z.object({
  id,
  name: line,
  path_with_namespace: name,
  description,
  visibility: z.enum(visibilities).nullable().catch(null),
  avatar_url: link,
  default_branch: exact,
  web_url: link,
  last_activity_at: time,
  archived: flag,
})

export const projectOf = (project: z.output<typeof projectSchema>): FoundProject => ({
  externalId: project.id,
  name: project.name ?? project.path_with_namespace,
  fullName: project.path_with_namespace,
  description: project.description,
  visibility: project.visibility,
  avatarUrl: project.avatar_url,
  defaultBranch: project.default_branch,
  webUrl: project.web_url,
  lastActivityAt: project.last_activity_at,
  archived: project.archived,
})
