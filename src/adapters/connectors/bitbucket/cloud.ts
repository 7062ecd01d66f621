import type {
  Ask,
  Connector,
  FoundBranch,
  FoundRun,
  ProjectKey,
} from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { repository } from './address.ts'
import { deploymentOf, deploymentSchema } from './deployment.ts'
import { read } from './fields.ts'
import { listOf, pullRequestPageSize } from './pages.ts'
import { jobOf, pipelineSchema, runOf, stepSchema } from './pipeline.ts'
import { userOf, userSchema } from './project.ts'
import {
  branchOf,
  branchSchema,
  issueOf,
  issueSchema,
  mergeRequestOf,
  pullRequestSchema,
} from './work.ts'
import { countProjects, listProjects } from './workspaces.ts'

/** What may be missing, and then is `null` or empty. */
const orMissing = [404]

/**
 * Bitbucket Cloud as a connector.
 * @param workspace the only one that is followed, `''`: all of the account
 */
export const createCloud = (http: HttpClient, workspace: string): Connector => ({
  projects: (ask) => listProjects(http, workspace, ask),
  projectCount: (ask) => countProjects(http, workspace, ask),
  ...pipelineCalls(http),
  ...repositoryCalls(http),
  async currentUser(ask) {
    const { body } = await http.get('user', ask)
    return userOf(read(userSchema, body, 'The account'))
  },
  figures: () => http.figures(),
  close: () => http.close(),
})

/** Without `sort` Bitbucket gives the oldest first. */
const newest = '-created_on'

function pipelineCalls(http: HttpClient) {
  const runsOf = async (project: ProjectKey, limit: number, ask: Ask & { branch?: string }) => {
    const { branch, ...rest } = ask
    const pipelines = await listOf(http, `${repository(project.fullName)}/pipelines/`, {
      ...rest,
      item: pipelineSchema,
      what: 'The list of pipelines',
      limit,
      query: { sort: newest, 'target.branch': branch },
    })
    return pipelines.map((pipeline) => runOf(pipeline, project.fullName))
  }

  return {
    pipelines: runsOf,
    async latestPipeline(project, branch, ask) {
      const runs = await runsOf(project, 1, branch === null ? ask : { ...ask, branch })
      return runs[0] ?? null
    },
    /** By uuid, or by number, which is all that a delivery tells. */
    async run(project, { externalId }, ask): Promise<FoundRun | null> {
      const path = `${repository(project.fullName)}/pipelines/${encodeURIComponent(externalId)}`
      const answer = await http.get(path, { ...ask, expect: orMissing })
      if (answer.status === 404) return null
      return runOf(read(pipelineSchema, answer.body, 'A pipeline'), project.fullName)
    },
    async jobs(project, { externalId }, ask) {
      const path = `${repository(project.fullName)}/pipelines/${encodeURIComponent(externalId)}/steps/`
      const what = 'The list of steps'
      const steps = await listOf(http, path, { ...ask, item: stepSchema, what, limit: 1_000 })
      return steps.map(jobOf)
    },
    async deployments(project, limit, ask) {
      const deployments = await listOf(http, `${repository(project.fullName)}/deployments/`, {
        ...ask,
        item: deploymentSchema,
        what: 'The list of deployments',
        limit,
        query: { sort: '-state.started_on', fields: environments },
      })
      return deployments.map(deploymentOf).filter((one) => one !== null)
    },
  } satisfies Partial<Connector>
}

/** Of an environment only its uuid is told unless more is asked for. */
const environments = '+values.environment.name,+values.environment.environment_type.name'

function repositoryCalls(http: HttpClient) {
  return {
    async branches(project, limit, ask) {
      const branches = await listOf(http, `${repository(project.fullName)}/refs/branches`, {
        ...ask,
        item: branchSchema,
        what: 'The list of branches',
        limit,
        query: { sort: '-target.date' },
      })
      return branches.map((branch) => branchOf(branch, project.defaultBranch))
    },
    async branch(project, name, ask): Promise<FoundBranch | null> {
      const path = `${repository(project.fullName)}/refs/branches/${encodeURIComponent(name)}`
      const answer = await http.get(path, { ...ask, expect: orMissing })
      if (answer.status === 404) return null
      return branchOf(read(branchSchema, answer.body, 'A branch'), project.defaultBranch)
    },
    async mergeRequests(project, limit, ask) {
      const pulls = await listOf(http, `${repository(project.fullName)}/pullrequests`, {
        ...ask,
        item: pullRequestSchema,
        what: 'The list of pull requests',
        limit,
        largest: pullRequestPageSize,
        query: { state: 'OPEN', sort: '-updated_on' },
      })
      return pulls.map(mergeRequestOf)
    },
    async issues(project, limit, ask) {
      const issues = await listOf(http, `${repository(project.fullName)}/issues`, {
        ...ask,
        item: issueSchema,
        what: 'The list of issues',
        limit,
        query: { q: '(state="new" OR state="open")', sort: '-updated_on' },
        // Where the tracker is switched off.
        empty: orMissing,
      })
      return issues.map(issueOf)
    },
  } satisfies Partial<Connector>
}
