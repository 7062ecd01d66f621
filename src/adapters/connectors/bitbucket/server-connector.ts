import { type Connector, PlatformFault } from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { serverRepository } from './address.ts'
import { read } from './fields.ts'
import { most } from './pages.ts'
import { branchSchema, pullRequestSchema, repositorySchema, userSchema } from './server-bodies.ts'
import { commitsOf, defaultBranchOf, mostCommits, runOfId, runsOfCommits } from './server-builds.ts'
import { branchOf, mergeRequestOf, projectOf, userOf } from './server-map.ts'
import { serverListOf } from './server-pages.ts'

/** Commits that are looked at for the newest run of a branch. */
const mostLookedAt = 5
/** Branches whose names hold the one that is looked for, those that begin with it first. */
const mostAlike = 100

/**
 * Bitbucket Data Center as a connector: repositories, branches, pull requests, and of runs what
 * others reported. It knows nothing of jobs, deployments or issues.
 * @param server its address as people see it
 */
export function createServer(http: HttpClient, server: string): Connector {
  const pageOf = (fullName: string): string => {
    const [key = '', slug = ''] = fullName.split('/')
    return `${server}/projects/${encodeURIComponent(key)}/repos/${encodeURIComponent(slug)}`
  }
  const projects: Connector['projects'] = async (ask) => {
    const found = await serverListOf(http, 'api/latest/repos', {
      ...ask,
      item: repositorySchema,
      what: 'The list of repositories',
      limit: most + 1,
    })
    if (found.length > most) throw tooMany()
    return found.map(projectOf)
  }

  return {
    projects,
    async projectCount(ask) {
      // No list of Data Center tells how long it is.
      return { kind: 'exact', count: (await projects(ask)).length }
    },
    async latestPipeline(project, branch, ask) {
      const name = branch ?? (await defaultBranchOf(http, project, ask))
      if (name === null) return null
      const commits = await commitsOf(http, project, { ...ask, branch: name, limit: mostLookedAt })
      return (await runsOfCommits(http, commits, ask))[0] ?? null
    },
    async pipelines(project, limit, ask) {
      const branch = await defaultBranchOf(http, project, ask)
      if (branch === null) return []
      const commits = await commitsOf(http, project, { ...ask, branch, limit: mostCommits })
      return (await runsOfCommits(http, commits, ask)).slice(0, limit)
    },
    run: (project, { externalId }, ask) => runOfId(http, { project, runId: externalId }, ask),
    async branches(project, limit, ask) {
      const branches = await serverListOf(http, `${serverRepository(project.fullName)}/branches`, {
        ...ask,
        item: branchSchema,
        what: 'The list of branches',
        limit,
        query: { orderBy: 'MODIFICATION', details: 'true' },
      })
      return branches.map((branch) => branchOf(branch, pageOf(project.fullName)))
    },
    async branch(project, name, ask) {
      const branches = await serverListOf(http, `${serverRepository(project.fullName)}/branches`, {
        ...ask,
        item: branchSchema,
        what: 'The list of branches',
        limit: mostAlike,
        query: { filterText: name, boostMatches: 'true', details: 'true' },
      })
      const found = branches.find((branch) => branch.displayId === name)
      return found === undefined ? null : branchOf(found, pageOf(project.fullName))
    },
    async mergeRequests(project, limit, ask) {
      const path = `${serverRepository(project.fullName)}/pull-requests`
      const pulls = await serverListOf(http, path, {
        ...ask,
        item: pullRequestSchema,
        what: 'The list of pull requests',
        limit,
        query: { state: 'OPEN', order: 'NEWEST' },
      })
      return pulls.map(mergeRequestOf)
    },
    async currentUser(ask) {
      // No call tells whose token it is, but every answer does.
      const { headers } = await http.get('api/latest/repos', { ...ask, query: { limit: 1 } })
      const login = headers.get('x-ausername')
      if (login === null || login === '') throw nobody()
      const { body } = await http.get(`api/latest/users/${encodeURIComponent(login)}`, ask)
      return userOf(read(userSchema, body, 'The account'))
    },
    figures: () => http.figures(),
    close: () => http.close(),
  }
}

const nobody = () => new PlatformFault('unauthorized', 'Bitbucket takes the token to be nobody’s')

const tooMany = () =>
  new PlatformFault('misconfigured', `the account sees more than ${most} repositories`)
