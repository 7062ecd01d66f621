import type { Connector, ProjectKey } from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { branchListSchema, branchOf, branchSchema, defaultFirst, type Home } from './branch.ts'
import { read } from './fields.ts'
import { pageOf, perPage, repo } from './paging.ts'
import { segments } from './url.ts'

/** @param web where the pages are that belong to the API, where that is known. */
export function branchCalls(
  http: HttpClient,
  web: string | null,
): Pick<Connector, 'branches' | 'branch'> {
  const homeOf = ({ defaultBranch, fullName }: ProjectKey): Home => ({
    defaultBranch,
    page: web === null ? null : `${web}/${segments(fullName)}`,
  })
  return {
    async branches(project, limit, ask) {
      const home = homeOf(project)
      const branches = await http.list(`${repo(project)}/branches`, {
        ...ask,
        query: { per_page: perPage(limit) },
        limit,
        read: pageOf(branchListSchema, 'the list of branches', (list) =>
          list.map((branch) => branchOf(branch, home)),
        ),
      })
      return defaultFirst(branches)
    },

    /** A slash in the name is a part of it, not of the path. */
    async branch(project, name, ask) {
      const path = `${repo(project)}/branches/${encodeURIComponent(name)}`
      const { status, body } = await http.get(path, { ...ask, expect: [404] })
      return status === 404
        ? null
        : branchOf(read(branchSchema, body, 'the branch'), homeOf(project))
    },
  }
}
