import { z } from 'zod'
import type { FoundIssue, FoundMergeRequest, FoundUser } from '../../../modules/pipelines/index.ts'
import { exact, line, link } from '../fields.ts'
import { flag, id, person, time } from './fields.ts'

const mostLabels = 50

const numbered = {
  iid: z.number().int().nonnegative(),
  title: line,
  author: person,
  web_url: link,
  created_at: time,
  updated_at: time,
}

/** https://docs.gitlab.com/api/merge_requests/ */
export const mergeRequestSchema = z.object({
  ...numbered,
  source_branch: exact,
  target_branch: exact,
  sha: exact,
  draft: flag,
  // Its name before 14.0.
  work_in_progress: flag,
})

export const mergeRequestOf = (
  request: z.output<typeof mergeRequestSchema>,
): FoundMergeRequest => ({
  number: request.iid,
  title: request.title ?? `!${request.iid}`,
  author: request.author,
  sourceBranch: request.source_branch,
  targetBranch: request.target_branch,
  sha: request.sha,
  draft: request.draft || request.work_in_progress,
  webUrl: request.web_url,
  createdAt: request.created_at,
  updatedAt: request.updated_at,
})

/** https://docs.gitlab.com/api/issues/ */
export const issueSchema = z.object({
  ...numbered,
  labels: z.array(line).catch([]),
})

export const issueOf = (issue: z.output<typeof issueSchema>): FoundIssue => ({
  number: issue.iid,
  title: issue.title ?? `#${issue.iid}`,
  author: issue.author,
  labels: issue.labels.filter((label) => label !== null).slice(0, mostLabels),
  webUrl: issue.web_url,
  createdAt: issue.created_at,
  updatedAt: issue.updated_at,
})

/** https://docs.gitlab.com/api/users/ */
export const userSchema = z.object({
  id,
  username: z.string().min(1).max(255),
  name: line,
  avatar_url: link,
  web_url: link,
})

export const userOf = (user: z.output<typeof userSchema>): FoundUser => ({
  externalId: user.id,
  login: user.username,
  name: user.name,
  avatarUrl: user.avatar_url,
  webUrl: user.web_url,
})
