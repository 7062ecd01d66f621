import { z } from 'zod'
import type { FoundBranch } from '../../../modules/pipelines/index.ts'
import { exact, firstLine, line, link, name } from '../fields.ts'
import { flagOrNull, time } from './fields.ts'

/** https://docs.gitlab.com/api/commits/ */
export const commitSchema = z.object({
  id: exact,
  author_name: line,
  message: firstLine,
  committed_date: time,
})

/** https://docs.gitlab.com/api/branches/ */
export const branchSchema = z.object({
  name,
  default: flagOrNull,
  web_url: link,
  commit: commitSchema.nullable().catch(null),
})

export const branchOf =
  (defaultBranch: string | null) =>
  (branch: z.output<typeof branchSchema>): FoundBranch => ({
    name: branch.name,
    sha: branch.commit?.id ?? null,
    author: branch.commit?.author_name ?? null,
    message: branch.commit?.message ?? null,
    committedAt: branch.commit?.committed_date ?? null,
    isDefault: branch.default ?? branch.name === defaultBranch,
    webUrl: branch.web_url,
  })
