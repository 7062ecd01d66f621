import type {
  Ask,
  Connector,
  FoundDeployment,
  ProjectKey,
} from '../../../modules/pipelines/index.ts'
import { isFinal } from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import {
  type Deployment,
  deploymentListSchema,
  deploymentOf,
  deploymentStatusListSchema,
} from './deployment.ts'
import { read } from './fields.ts'
import { pageOf, perPage, repo } from './paging.ts'

/** Each costs a call the first time. */
const mostDeployments = 50
const mostStatuses = 30
const mostKnown = 5_000

const deploymentsIn = pageOf(deploymentListSchema, 'the list of deployments', (list) => list)

/**
 * Deployments and, for each, how it went: the list does not tell. One whose end was read is not
 * asked for again while its time of change stays the same, so that a look costs one call and one for
 * each deployment that is under way. One at a time, as GitHub wishes
 * (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api).
 */
export function deploymentCalls(http: HttpClient): Required<Pick<Connector, 'deployments'>> {
  const known = new Map<string, { readonly updatedAt: number; readonly found: FoundDeployment }>()

  function keep({ updated_at }: Deployment, found: FoundDeployment): void {
    known.delete(found.externalId)
    if (!isFinal(found.status)) return
    known.set(found.externalId, { updatedAt: updated_at, found })
    for (const oldest of known.keys()) {
      if (known.size <= mostKnown) return
      known.delete(oldest)
    }
  }

  async function told(
    project: ProjectKey,
    deployment: Deployment,
    ask: Ask,
  ): Promise<readonly FoundDeployment[]> {
    const last = known.get(deployment.id)
    if (last?.updatedAt === deployment.updated_at) return [last.found]
    const path = `${repo(project)}/deployments/${encodeURIComponent(deployment.id)}/statuses`
    const query = { per_page: mostStatuses }
    const { status, body } = await http.get(path, { ...ask, query, expect: [404] })
    // It was deleted since it was listed.
    if (status === 404) return []
    const statuses = read(deploymentStatusListSchema, body, 'the list of statuses')
    const found = deploymentOf(deployment, statuses)
    keep(deployment, found)
    return [found]
  }

  return {
    async deployments(project, limit, ask) {
      const most = Math.min(limit, mostDeployments)
      const query = { per_page: perPage(most) }
      const call = { ...ask, query, limit: most, read: deploymentsIn }
      const found: FoundDeployment[] = []
      for (const deployment of await http.list(`${repo(project)}/deployments`, call)) {
        found.push(...(await told(project, deployment, ask)))
      }
      return found
    },
  }
}
