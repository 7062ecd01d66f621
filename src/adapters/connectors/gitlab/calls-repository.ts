import type { Connector, ProjectKey } from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { isAbsent, segment } from './answers.ts'
import { branchOf, branchSchema } from './branch.ts'
import { read } from './fields.ts'
import { list } from './pages.ts'
import { issueOf, issueSchema, mergeRequestOf, mergeRequestSchema } from './work.ts'

export function repositoryCalls(
  http: HttpClient,
): Pick<Connector, 'branches' | 'branch' | 'mergeRequests' | 'issues'> {
  const at = (project: ProjectKey, rest: string) =>
    `projects/${segment(project.externalId)}/${rest}`

  return {
    async branches(project, limit, ask) {
      return list(http, at(project, 'repository/branches'), {
        ask,
        limit,
        query: { sort: 'updated_desc' },
        // A project without a repository has no branches.
        expect: [404],
        look: (answer) => (isAbsent(answer) ? 'empty' : undefined),
        schema: branchSchema,
        what: 'a list of branches',
        map: branchOf(project.defaultBranch),
      })
    },

    async branch(project, name, ask) {
      const path = at(project, `repository/branches/${segment(name)}`)
      const answer = await http.get(path, { ...ask, expect: [404] })
      if (isAbsent(answer)) return null
      return branchOf(project.defaultBranch)(read(branchSchema, answer.body, 'a branch'))
    },

    async mergeRequests(project, limit, ask) {
      return list(http, at(project, 'merge_requests'), {
        ask,
        limit,
        query: { state: 'opened', order_by: 'created_at', sort: 'desc' },
        schema: mergeRequestSchema,
        what: 'a list of merge requests',
        map: mergeRequestOf,
      })
    },

    async issues(project, limit, ask) {
      return list(http, at(project, 'issues'), {
        ask,
        limit,
        query: { state: 'opened', order_by: 'created_at', sort: 'desc' },
        schema: issueSchema,
        what: 'a list of issues',
        map: issueOf,
      })
    },
  }
}
