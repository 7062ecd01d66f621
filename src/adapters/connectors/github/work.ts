import { z } from 'zod'
import type { FoundIssue, FoundMergeRequest, FoundUser } from '../../../modules/pipelines/index.ts'
import { exact, line, link, name } from '../fields.ts'
import { account, flag, id, time } from './fields.ts'

const repository = z.object({ id }).nullable().catch(null)
const end = z
  .object({ ref: exact, label: exact, sha: exact, repo: repository })
  .nullable()
  .catch(null)

/** https://docs.github.com/en/rest/pulls/pulls */
export const pullSchema = z.object({
  number: z.number().int().nonnegative(),
  title: line,
  user: account,
  draft: flag,
  head: end,
  base: end,
  html_url: link,
  created_at: time,
  updated_at: time,
})

export const pullListSchema = z.array(pullSchema)

export function mergeRequestOf(pull: z.output<typeof pullSchema>): FoundMergeRequest {
  const { head, base } = pull
  // A branch of a fork is none of ours, whatever it is called. A deleted fork is `null`.
  const isForeign = head?.repo?.id !== base?.repo?.id
  return {
    number: pull.number,
    title: pull.title ?? '',
    author: pull.user,
    sourceBranch: (isForeign ? head?.label : head?.ref) ?? head?.ref ?? null,
    targetBranch: base?.ref ?? null,
    sha: head?.sha ?? null,
    draft: pull.draft,
    webUrl: pull.html_url,
    createdAt: pull.created_at,
    updatedAt: pull.updated_at,
  }
}

/** https://docs.github.com/en/rest/issues/issues: "every pull request is an issue", and is then marked as one. */
export const issueSchema = z.object({
  number: z.number().int().nonnegative(),
  title: line,
  user: account,
  // Labels were bare texts once.
  labels: z
    .array(
      z
        .union([line.pipe(z.string()), z.object({ name: line }).transform(({ name }) => name)])
        .catch(null),
    )
    .catch([]),
  html_url: link,
  created_at: time,
  updated_at: time,
  pull_request: z.unknown().optional(),
})

export const issueListSchema = z.array(issueSchema)

const mostLabels = 50

export const issuesOf = (issues: z.output<typeof issueListSchema>): readonly FoundIssue[] =>
  issues
    .filter(({ pull_request }) => pull_request === undefined || pull_request === null)
    .map((issue) => ({
      number: issue.number,
      title: issue.title ?? '',
      author: issue.user,
      labels: issue.labels.filter((label) => label !== null).slice(0, mostLabels),
      webUrl: issue.html_url,
      createdAt: issue.created_at,
      updatedAt: issue.updated_at,
    }))

/** https://docs.github.com/en/rest/users/users */
export const userSchema = z.object({
  id,
  login: name,
  name: line,
  avatar_url: link,
  html_url: link,
})

export const userOf = (user: z.output<typeof userSchema>): FoundUser => ({
  externalId: user.id,
  login: user.login,
  name: user.name,
  avatarUrl: user.avatar_url,
  webUrl: user.html_url,
})
