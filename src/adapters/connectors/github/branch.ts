import { z } from 'zod'
import type { FoundBranch } from '../../../modules/pipelines/index.ts'
import { exact, firstLine, link, name } from '../fields.ts'
import { account, signer } from './fields.ts'
import { branchPage } from './url.ts'

/** Of a list, where only the name and the hash are, or of one branch (https://docs.github.com/en/rest/branches/branches). */
export const branchSchema = z.object({
  name,
  commit: z
    .object({
      sha: exact,
      author: account,
      commit: z
        .object({ message: firstLine, author: signer, committer: signer })
        .nullable()
        .catch(null),
    })
    .nullable()
    .catch(null),
  _links: z.object({ html: link }).nullable().catch(null),
})

export const branchListSchema = z.array(branchSchema)

export type Home = {
  readonly defaultBranch: string | null
  /** The page of the repository, where it is known. */
  readonly page: string | null
}

export function branchOf(branch: z.output<typeof branchSchema>, home: Home): FoundBranch {
  const { name, commit, _links } = branch
  const { message = null, author = null, committer = null } = commit?.commit ?? {}
  return {
    name,
    sha: commit?.sha ?? null,
    author: commit?.author ?? author?.name ?? null,
    message,
    committedAt: committer?.at ?? author?.at ?? null,
    isDefault: name === home.defaultBranch,
    webUrl: _links?.html ?? branchPage(home.page, name),
  }
}

/** The default branch first: the list is by name, and may be cut. */
export const defaultFirst = (branches: readonly FoundBranch[]): readonly FoundBranch[] =>
  branches.toSorted((one, other) => Number(other.isDefault) - Number(one.isDefault))
