import { z } from 'zod'
import {
  type Ask,
  type FoundProject,
  PlatformFault,
  type ProjectCount,
} from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { count, read } from './fields.ts'
import { listOf, most } from './pages.ts'
import { projectOf, repositorySchema, workspaceSchema } from './project.ts'

/*
 * Repositories are listed workspace by workspace: the lists across workspaces (`/repositories`,
 * `/workspaces`, `/user/permissions/repositories`) answer 410 since the spring of 2026.
 */

async function workspacesOf(http: HttpClient, only: string, ask: Ask): Promise<readonly string[]> {
  if (only !== '') return [only]
  const what = 'The list of workspaces'
  const found = await listOf(http, 'user/workspaces', {
    ...ask,
    item: workspaceSchema,
    what,
    limit: most + 1,
  })
  return found.map(({ workspace }) => workspace.slug)
}

const repositories = (workspace: string) => `repositories/${encodeURIComponent(workspace)}`

/** Latest change first. Throws a `PlatformFault` where there are more than are followed. */
export async function listProjects(
  http: HttpClient,
  only: string,
  ask: Ask,
): Promise<readonly FoundProject[]> {
  const found: FoundProject[] = []
  for (const workspace of await workspacesOf(http, only, ask)) {
    const list = await listOf(http, repositories(workspace), {
      ...ask,
      item: repositorySchema,
      what: 'The list of repositories',
      limit: most + 1 - found.length,
      query: { role: 'member', sort: '-updated_on' },
    })
    found.push(...list.map(projectOf))
    if (found.length > most) throw tooMany()
  }
  return found
}

const tooMany = () =>
  new PlatformFault(
    'misconfigured',
    `the account sees more than ${most} repositories: name one workspace`,
  )

/** A page of one. `size` is left out where counting would take too long. */
const sizeSchema = z.object({ size: count, values: z.array(z.unknown()) })

export async function countProjects(
  http: HttpClient,
  only: string,
  ask: Ask,
): Promise<ProjectCount> {
  let total = 0
  let isExact = true
  for (const workspace of await workspacesOf(http, only, ask)) {
    const query = { role: 'member', pagelen: 1 }
    const { body } = await http.get(repositories(workspace), { ...ask, query })
    const { size, values } = read(sizeSchema, body, 'The list of repositories')
    total += size ?? values.length
    isExact &&= size !== null
  }
  return { kind: isExact ? 'exact' : 'at_least', count: total }
}
