import type {
  Ask,
  Connector,
  FoundRun,
  ProjectKey,
  RunKey,
} from '../../../modules/pipelines/index.ts'
import type { Answer, HttpClient, PageOf } from '../http/client.ts'
import { explained, refusals, refuse } from './disabled.ts'
import { read } from './fields.ts'
import { jobListSchema, jobOf, queueOf } from './job.ts'
import { mostPerPage, pageOf, perPage, repo } from './paging.ts'
import { newestFirst, runListSchema, runOf, runSchema } from './run.ts'

/** Of a matrix there are at most 256; a workflow may have several. */
const mostJobs = 5_000

const pageOfRuns = pageOf(runListSchema, 'the list of runs', (list) =>
  list.workflow_runs.map(runOf),
)
function runsIn(answer: Answer): PageOf<FoundRun> {
  refuse(answer)
  return pageOfRuns(answer)
}

const jobsIn = pageOf(jobListSchema, 'the list of jobs', (list) => list.jobs.map(jobOf))

const pathOf = (project: ProjectKey, { externalId }: Pick<RunKey, 'externalId'>): string =>
  `${repo(project)}/actions/runs/${encodeURIComponent(externalId)}`

const jobsPathOf = (project: ProjectKey, run: RunKey): string =>
  `${pathOf(project, run)}/attempts/${run.attempt}/jobs`

type RunCalls = Required<Pick<Connector, 'latestPipeline' | 'pipelines' | 'run' | 'jobs' | 'rerun'>>

export function runCalls(http: HttpClient): RunCalls {
  async function runs(project: ProjectKey, limit: number, ask: Ask & { readonly branch?: string }) {
    const { branch, ...call } = ask
    const query = { ...(branch !== undefined && { branch }), per_page: perPage(limit) }
    try {
      const path = `${repo(project)}/actions/runs`
      return newestFirst(
        await http.list(path, { ...call, query, limit, expect: refusals, read: runsIn }),
      )
    } catch (error) {
      throw await explained(error, http, { project, ask })
    }
  }

  /** When the first job began is known from the jobs alone: one more call, whose answer `jobs` gives too. */
  async function withQueue(project: ProjectKey, run: FoundRun, ask: Ask): Promise<FoundRun> {
    if (run.startedAt === null) return run
    const query = { per_page: mostPerPage }
    // Servers before 3.4 have no attempts.
    const answer = await http.get(jobsPathOf(project, run), { ...ask, query, expect: [404] })
    if (answer.status === 404) return run
    return { ...run, queuedMs: queueOf(run, jobsIn(answer).items) }
  }

  return {
    /**
     * Without GitHub's filter by branch, whose answers have lacked runs more than once
     * (https://github.com/cli/cli/issues/5440); it is asked where the newest runs have none.
     */
    async latestPipeline(project, branch, ask) {
      const newest = await runs(project, branch === null ? 1 : mostPerPage, ask)
      if (branch === null) return newest[0] ?? null
      const isOfBranch = (run: FoundRun) => run.branch === branch
      const found = newest.find(isOfBranch)
      if (found !== undefined || newest.length < mostPerPage) return found ?? null
      // Runs of forks have a branch of that name too.
      return (await runs(project, mostPerPage, { ...ask, branch })).find(isOfBranch) ?? null
    },

    pipelines: runs,

    async run(project, run, ask) {
      const attempt = run.attempt === undefined ? '' : `/attempts/${run.attempt}`
      const path = `${pathOf(project, run)}${attempt}`
      const { status, body } = await http.get(path, { ...ask, expect: [404] })
      if (status === 404) return null
      return withQueue(project, runOf(read(runSchema, body, 'the run')), ask)
    },

    jobs: (project, run, ask) =>
      http.list(jobsPathOf(project, run), {
        ...ask,
        query: { per_page: mostPerPage },
        limit: mostJobs,
        read: jobsIn,
      }),

    /** The whole run again, as its next attempt. */
    async rerun(project, run, ask) {
      await http.post(`${pathOf(project, run)}/rerun`, {}, ask)
    },
  }
}
