import {
  type Ask,
  type Connector,
  type FoundRun,
  PlatformFault,
  type ProjectKey,
} from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import {
  branchesSchema,
  branchJobSchema,
  buildSchema,
  describeSchema,
  userSchema,
} from './bodies.ts'
import { read } from './fields.ts'
import { pipelinesOf } from './history.ts'
import { type BuildPlace, branchJobOf, buildPath, jobPath, placeOf } from './paths.ts'
import { branchOf, byLastBuild, userOf } from './project.ts'
import { runOf } from './run.ts'
import { jobOf } from './stage.ts'
import { branchesTree, branchTree, buildTree } from './tree.ts'
import { walk } from './walk.ts'

/** What may be missing, and then is `null`. */
const orMissing = [404]

/**
 * Jenkins as a connector.
 * @param base the address of Jenkins, with its context path
 */
export function createJenkins(http: HttpClient, base: string): Connector {
  async function build(path: string, job: string | null, ask: Ask): Promise<FoundRun | null> {
    const query = { tree: buildTree }
    const answer = await http.get(`${path}api/json`, { ...ask, query, expect: orMissing })
    return answer.status === 404 ? null : runOf(read(buildSchema, answer.body, 'A build'), job)
  }

  /** Of the job of that branch, else of a job that has built that branch. */
  async function latestOf(project: ProjectKey, branch: string, ask: Ask) {
    const job = branchJobOf(branch)
    const path = `${jobPath(project.externalId)}${jobPath(job)}lastBuild/`
    const own = await build(path, job, ask)
    if (own !== null) return own
    const runs = await pipelinesOf(http, { project, limit: mostLookedAt }, ask)
    return runs.find((run) => run.branch === branch) ?? null
  }

  return {
    projects: (ask) => walk(http, ask),
    async projectCount(ask) {
      return { kind: 'exact', count: (await walk(http, ask)).length }
    },
    async latestPipeline(project, branch, ask) {
      if (branch !== null) return latestOf(project, branch, ask)
      const last = await build(`${jobPath(project.externalId)}lastBuild/`, null, ask)
      return last ?? (await pipelinesOf(http, { project, limit: 1 }, ask))[0] ?? null
    },
    pipelines: (project, limit, ask) => pipelinesOf(http, { project, limit }, ask),
    async branches(project, limit, ask) {
      const query = { tree: branchesTree }
      const { body } = await http.get(`${jobPath(project.externalId)}api/json`, { ...ask, query })
      const { jobs } = read(branchesSchema, body, 'The list of branches')
      const newest = byLastBuild(jobs ?? []).slice(0, limit)
      return newest.map((job) => branchOf(job, project.defaultBranch))
    },
    async branch(project, name, ask) {
      const path = `${jobPath(project.externalId)}${jobPath(branchJobOf(name))}api/json`
      const query = { tree: branchTree }
      const answer = await http.get(path, { ...ask, query, expect: orMissing })
      if (answer.status === 404) return null
      return branchOf(read(branchJobSchema, answer.body, 'A branch'), project.defaultBranch)
    },
    async run(project, { externalId }, ask) {
      const place = placeOf(externalId)
      return place === null ? null : build(buildPath(project.externalId, place), place.job, ask)
    },
    async jobs(project, { externalId }, ask) {
      // A build of another kind of job than Pipeline has no stages, and no server has them without the plugin.
      const path = `${buildPath(project.externalId, known(externalId))}wfapi/describe`
      const answer = await http.get(path, { ...ask, expect: orMissing })
      if (answer.status === 404) return []
      const { stages } = read(describeSchema, answer.body, 'The description of a build')
      return (stages ?? []).map((stage) => jobOf(stage, base))
    },
    async currentUser(ask) {
      const { body } = await http.get('me/api/json', ask)
      return userOf(read(userSchema, body, 'The account'))
    },
    async rerun(project, { externalId }, ask) {
      // Jenkins builds the job again, with the newest commit: it has no call to build a commit once more.
      const { job } = known(externalId)
      const path = `${jobPath(project.externalId)}${job === null ? '' : jobPath(job)}`
      const answer = await http.post(`${path}build`, undefined, { ...ask, expect: [400] })
      // A job with parameters wants to be asked so, and then takes what they are by default.
      if (answer.status === 400) await http.post(`${path}buildWithParameters`, undefined, ask)
    },
    figures: () => http.figures(),
    close: () => http.close(),
  }
}

/** How many builds are looked through for one of a branch. */
const mostLookedAt = 50

function known(runId: string): BuildPlace {
  const place = placeOf(runId)
  if (place === null) throw new PlatformFault('not_found', 'Jenkins has no build with this id')
  return place
}
