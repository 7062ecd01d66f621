import {
  type Ask,
  type Connector,
  PlatformFault,
  type ProjectKey,
} from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { buildersOf, buildOf, rebuild, requestOf, requestsOf, stepsOf } from './calls.ts'
import { branchesOf, jobOf, pageOf, projectOf, runOf } from './found.ts'
import { type Work, workOf } from './work.ts'

/** How many requests are looked through for a branch. */
const mostLookedAt = 100

/**
 * Buildbot as a connector: builders are projects, and what they were asked to build are runs.
 * @param server the address of the web interface, without a slash at its end
 */
export function createBuildbot(http: HttpClient, server: string): Connector {
  async function worksOf(project: ProjectKey, limit: number, ask: Ask): Promise<readonly Work[]> {
    if (limit < 1) return []
    return workOf(http, await requestsOf(http, project, { ...ask, limit }), ask)
  }

  async function runs(project: ProjectKey, limit: number, ask: Ask) {
    const works = await worksOf(project, limit, ask)
    return works.slice(0, limit).map((work) => runOf(work, server))
  }

  async function branches(project: ProjectKey, ask: Ask) {
    return branchesOf(await worksOf(project, mostLookedAt, ask), project.defaultBranch)
  }

  return {
    async projects(ask) {
      return (await buildersOf(http, ask)).map((builder) => projectOf(builder, server))
    },
    async projectCount(ask) {
      return { kind: 'exact', count: (await buildersOf(http, ask)).length }
    },
    async latestPipeline(project, branch, ask) {
      if (branch === null) return (await runs(project, 1, ask))[0] ?? null
      const recent = await runs(project, mostLookedAt, ask)
      return recent.find((run) => run.branch === branch) ?? null
    },
    pipelines: runs,
    async branches(project, limit, ask) {
      return (await branches(project, ask)).slice(0, limit)
    },
    async branch(project, name, ask) {
      return (await branches(project, ask)).find((branch) => branch.name === name) ?? null
    },
    async run(project, { externalId, attempt }, ask) {
      const request = await requestOf(http, project, { ...ask, externalId })
      const works = request === null ? [] : await workOf(http, [request], ask)
      const work = works.find((one) => one.attempt === (attempt ?? one.attempt))
      return work === undefined ? null : runOf(work, server)
    },
    async jobs(_project, run, ask) {
      const build = await buildOf(http, run, ask)
      if (build === null) return []
      const page = pageOf(build, server)
      return (await stepsOf(http, build, ask)).map((step) => jobOf(step, page))
    },
    async rerun(_project, run, ask) {
      const build = await buildOf(http, run, ask)
      if (build === null) throw new PlatformFault('not_found', 'Nothing was built of this run.')
      await rebuild(http, build, ask)
    },
    figures: () => http.figures(),
    close: () => http.close(),
  }
}
