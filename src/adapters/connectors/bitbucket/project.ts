import { z } from 'zod'
import type { FoundProject, FoundUser } from '../../../modules/pipelines/index.ts'
import { exact, line, name } from '../fields.ts'
import { flag, links, maybe, time } from './fields.ts'

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/ */
export const repositorySchema = z.object({
  uuid: name,
  full_name: name,
  name: line,
  description: line,
  is_private: flag,
  mainbranch: maybe(z.object({ name: exact })),
  updated_on: time,
  links,
})

/** `{workspace: {slug}}`, as `/user/workspaces` gives it since January 2026. */
export const workspaceSchema = z.object({ workspace: z.object({ slug: name }) })

export function projectOf(repository: z.output<typeof repositorySchema>): FoundProject {
  const { is_private: isPrivate, links: to } = repository
  return {
    externalId: repository.uuid,
    name: repository.name ?? repository.full_name,
    fullName: repository.full_name,
    description: repository.description,
    visibility: isPrivate === null ? null : isPrivate ? 'private' : 'public',
    avatarUrl: to?.avatar?.href ?? null,
    defaultBranch: repository.mainbranch?.name ?? null,
    webUrl: to?.html?.href ?? null,
    lastActivityAt: repository.updated_on,
    // Cloud has no archive.
    archived: false,
  }
}

export const userSchema = z.object({
  uuid: name,
  username: line,
  nickname: line,
  display_name: line,
  links,
})

export const userOf = (user: z.output<typeof userSchema>): FoundUser => ({
  externalId: user.uuid,
  login: user.username ?? user.nickname ?? user.uuid,
  name: user.display_name,
  avatarUrl: user.links?.avatar?.href ?? null,
  webUrl: user.links?.html?.href ?? null,
})
