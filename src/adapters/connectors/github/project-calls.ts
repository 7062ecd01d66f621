import { z } from 'zod'
import type { Connector } from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { lastPage } from '../http/link.ts'
import { read } from './fields.ts'
import { mostPerPage, pageOf } from './paging.ts'
import { projectOf, projectSchema } from './project.ts'
import { userOf, userSchema } from './work.ts'

const mostProjects = 100_000
const projectListSchema = z.array(projectSchema)

/**
 * Those that the token's owner has to do with, or those of an organization. By name: in an order by
 * the last push, a repository that is pushed to while the pages are read goes to a page that was read
 * before, and would be missing.
 */
const listed = (organization: string) =>
  organization === ''
    ? {
        path: 'user/repos',
        query: { affiliation: 'owner,collaborator,organization_member', sort: 'full_name' },
      }
    : {
        path: `orgs/${encodeURIComponent(organization)}/repos`,
        query: { type: 'all', sort: 'full_name' },
      }

export function projectCalls(
  http: HttpClient,
  organization: string,
): Required<Pick<Connector, 'projects' | 'projectCount' | 'currentUser'>> {
  const { path, query } = listed(organization)
  return {
    async projects(ask) {
      const found = await http.list(path, {
        ...ask,
        query: { ...query, per_page: mostPerPage },
        limit: mostProjects,
        read: pageOf(projectListSchema, 'the list of repositories', (all) => all.map(projectOf)),
      })
      // One that was renamed meanwhile may be on two pages.
      const distinct = new Map(found.map((project) => [project.externalId, project]))
      return [...distinct.values()].sort(
        (one, other) => (other.lastActivityAt ?? 0) - (one.lastActivityAt ?? 0),
      )
    },

    /** With one repository a page, the last page has the number of them all. */
    async projectCount(ask) {
      const { body, headers } = await http.get(path, { ...ask, query: { ...query, per_page: 1 } })
      const here = read(projectListSchema, body, 'the list of repositories').length
      return { kind: 'exact', count: lastPage(headers) ?? here }
    },

    async currentUser(ask) {
      const { body } = await http.get('user', ask)
      return userOf(read(userSchema, body, 'the user'))
    },
  }
}
