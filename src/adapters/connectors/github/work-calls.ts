import type { Connector } from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { pageOf, perPage, repo } from './paging.ts'
import { issueListSchema, issuesOf, mergeRequestOf, pullListSchema } from './work.ts'

const pullsIn = pageOf(pullListSchema, 'the list of pull requests', (list) =>
  list.map(mergeRequestOf),
)
const issuesIn = pageOf(issueListSchema, 'the list of issues', issuesOf)

export const workCalls = (
  http: HttpClient,
): Required<Pick<Connector, 'mergeRequests' | 'issues'>> => ({
  mergeRequests: (project, limit, ask) =>
    http.list(`${repo(project)}/pulls`, {
      ...ask,
      query: { state: 'open', per_page: perPage(limit) },
      limit,
      read: pullsIn,
    }),

  /** Whole pages, since most of one may be pull requests. Where there is no tracker it is 410. */
  issues: (project, limit, ask) =>
    http.list(`${repo(project)}/issues`, {
      ...ask,
      query: { state: 'open', per_page: perPage(Infinity) },
      limit,
      expect: [410],
      read: (answer) => (answer.status === 410 ? { items: [], next: null } : issuesIn(answer)),
    }),
})
