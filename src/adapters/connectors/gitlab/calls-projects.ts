import {
  type Connector,
  PlatformFault,
  type ProjectCount,
} from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { segment } from './answers.ts'
import { read } from './fields.ts'
import { list, nextOf } from './pages.ts'
import { projectOf, projectSchema } from './project.ts'
import { userOf, userSchema } from './work.ts'

const mostProjects = 20_000
/** GitLab counts a list no further (https://docs.gitlab.com/user/gitlab_com/#pagination-response-headers). */
const mostCounted = 10_000

/**
 * The projects that the token's owner is a member of, or those of a group; without `membership`
 * gitlab.com has all the public ones of the world.
 */
const sourceOf = (group: string) =>
  group === ''
    ? { path: 'projects', query: { membership: 'true', archived: 'false' } }
    : {
        path: `groups/${segment(group)}/projects`,
        query: { include_subgroups: 'true', archived: 'false' },
      }

export function projectCalls(
  http: HttpClient,
  group: string,
): Pick<Connector, 'projects' | 'projectCount' | 'currentUser'> {
  return {
    async projects(ask) {
      const { path, query } = sourceOf(group)
      const found = await list(http, path, {
        ask,
        limit: mostProjects + 1,
        // By key, the list stays whole while projects come and go; a group's has no such order.
        query: {
          ...query,
          ...(group === '' && { pagination: 'keyset' }),
          order_by: 'id',
          sort: 'asc',
        },
        schema: projectSchema,
        what: 'a list of projects',
        map: projectOf,
      })
      if (found.length <= mostProjects) return found
      throw new PlatformFault(
        'misconfigured',
        `there are more than ${mostProjects} projects: name a group`,
      )
    },

    async projectCount(ask): Promise<ProjectCount> {
      const { path, query } = sourceOf(group)
      const answer = await http.get(path, { ...ask, query: { ...query, per_page: 1 } })
      const total = answer.headers.get('x-total')
      if (total !== null && /^\d{1,12}$/.test(total)) {
        return { kind: 'exact', count: Number(total) }
      }
      const first = read(projectSchema.array(), answer.body, 'a list of projects')
      return nextOf(answer) === null
        ? { kind: 'exact', count: first.length }
        : { kind: 'at_least', count: mostCounted }
    },

    async currentUser(ask) {
      const { body } = await http.get('user', ask)
      return userOf(read(userSchema, body, 'a user'))
    },
  }
}
