import {
  type Ask,
  type FoundRun,
  PlatformFault,
  type ProjectKey,
} from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { historySchema } from './bodies.ts'
import { read } from './fields.ts'
import { jobPath } from './paths.ts'
import { byLastBuild } from './project.ts'
import { newestFirst, runOf } from './run.ts'
import { buildsTree, historyTree } from './tree.ts'

/** The branches of a multibranch project whose builds are read: those with the newest builds. */
export const mostBranches = 20
/** Builds of each of them: Jenkins reads every one from disk. */
export const mostBuildsOfBranch = 50

type Wanted = { readonly project: ProjectKey; readonly limit: number }

/**
 * Builds of a job, newest first; of a multibranch project those of its branches together. Branches
 * beyond the 20 that built last, and builds beyond the newest 50 of a branch, are left out.
 */
export async function pipelinesOf(
  http: HttpClient,
  { project, limit }: Wanted,
  ask: Ask,
): Promise<readonly FoundRun[]> {
  const path = jobPath(project.externalId)
  const { body } = await http.get(`${path}api/json`, {
    ...ask,
    query: { tree: historyTree(limit) },
  })
  const { allBuilds, jobs } = read(historySchema, body, 'The list of builds')
  if (jobs === null && allBuilds === null) {
    throw new PlatformFault('malformed', 'The answer is no job of a Jenkins: it has no builds')
  }
  if (jobs === null) return newestFirst((allBuilds ?? []).map((build) => runOf(build, null)))

  const built = byLastBuild(jobs.filter((job) => job.lastBuild?.timestamp))
  const query = { tree: buildsTree(Math.min(limit, mostBuildsOfBranch)) }
  // The client bounds how many of these are under way at once.
  const runs = await Promise.all(
    built.slice(0, mostBranches).map(async ({ name }) => {
      const answer = await http.get(`${path}${jobPath(name)}api/json`, {
        ...ask,
        query,
        expect: [404],
      })
      // A branch that was deleted since the list was read.
      if (answer.status === 404) return []
      const { allBuilds: builds } = read(historySchema, answer.body, 'The list of builds')
      return (builds ?? []).map((build) => runOf(build, name))
    }),
  )
  return newestFirst(runs.flat()).slice(0, limit)
}
