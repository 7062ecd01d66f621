import { z } from 'zod'
import type {
  FoundBranch,
  FoundIssue,
  FoundMergeRequest,
} from '../../../modules/pipelines/index.ts'
import { exact, firstLine, line, name } from '../fields.ts'
import { account, flag, links, maybe, time } from './fields.ts'

const authorSchema = maybe(
  z
    .object({ raw: line, user: account })
    // `Ann <ann@example.com>`, of somebody without an account.
    .transform(({ raw, user }) => user ?? raw?.replace(/ *<[^>]*>$/, '') ?? null),
)

export const branchSchema = z.object({
  name,
  target: maybe(z.object({ hash: exact, date: time, message: firstLine, author: authorSchema })),
  links,
})

export const branchOf = (
  { name, target, links: to }: z.output<typeof branchSchema>,
  defaultBranch: string | null,
): FoundBranch => ({
  name,
  sha: target?.hash ?? null,
  author: target?.author ?? null,
  message: target?.message ?? null,
  committedAt: target?.date ?? null,
  isDefault: name === defaultBranch,
  webUrl: to?.html?.href ?? null,
})

const endSchema = maybe(
  z.object({ branch: maybe(z.object({ name: exact })), commit: maybe(z.object({ hash: exact })) }),
)

export const pullRequestSchema = z.object({
  id: z.int().nonnegative(),
  title: line,
  author: account,
  draft: flag,
  source: endSchema,
  destination: endSchema,
  created_on: time,
  updated_on: time,
  links,
})

export const mergeRequestOf = (pull: z.output<typeof pullRequestSchema>): FoundMergeRequest => ({
  number: pull.id,
  title: pull.title ?? `#${pull.id}`,
  author: pull.author,
  sourceBranch: pull.source?.branch?.name ?? null,
  targetBranch: pull.destination?.branch?.name ?? null,
  sha: pull.source?.commit?.hash ?? null,
  draft: pull.draft === true,
  webUrl: pull.links?.html?.href ?? null,
  createdAt: pull.created_on,
  updatedAt: pull.updated_on,
})

export const issueSchema = z.object({
  id: z.int().nonnegative(),
  title: line,
  reporter: account,
  /** `bug`, `enhancement`, `proposal`, `task`: what stands for labels. */
  kind: line,
  component: maybe(z.object({ name: line })),
  created_on: time,
  updated_on: time,
  links,
})

export const issueOf = (issue: z.output<typeof issueSchema>): FoundIssue => ({
  number: issue.id,
  title: issue.title ?? `#${issue.id}`,
  author: issue.reporter,
  labels: [issue.kind, issue.component?.name ?? null].filter((label) => label !== null),
  webUrl: issue.links?.html?.href ?? null,
  createdAt: issue.created_on,
  updatedAt: issue.updated_on,
})
