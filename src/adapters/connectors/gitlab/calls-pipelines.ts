import type { Ask, Connector, FoundRun, ProjectKey } from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { isAbsent, refuseForbidden, segment } from './answers.ts'
import { createMessages } from './commit-messages.ts'
import { deploymentOf, deploymentSchema } from './deployment.ts'
import { read } from './fields.ts'
import { inOrder, jobOf, jobSchema } from './job.ts'
import { list } from './pages.ts'
import { onlyAttempt, type Pipeline, pipelineSchema, runOf } from './pipeline.ts'

const mostJobs = 2_000

/** A list has neither times nor names: each run of it has to be asked for to have them. */
const asListed = (pipeline: Pipeline): FoundRun => runOf(pipeline, { partial: true, message: null })

function look(answer: Parameters<typeof refuseForbidden>[0]): undefined {
  refuseForbidden(answer)
}

export function pipelineCalls(
  http: HttpClient,
): Pick<Connector, 'pipelines' | 'latestPipeline' | 'run' | 'jobs' | 'rerun' | 'deployments'> {
  const messages = createMessages(http)
  const at = (project: ProjectKey, rest: string) =>
    `projects/${segment(project.externalId)}/${rest}`

  /** Newest first by id: by the time of their update, a page moves on while it is read. */
  const newest = (project: ProjectKey, ask: Ask, which: { limit: number; ref?: string }) =>
    list(http, at(project, 'pipelines'), {
      ask,
      limit: which.limit,
      query: { order_by: 'id', sort: 'desc', ...(which.ref !== undefined && { ref: which.ref }) },
      expect: [403],
      look,
      schema: pipelineSchema,
      what: 'a list of pipelines',
      map: asListed,
    })

  const jobsOf = (project: ProjectKey, path: string, ask: Ask) =>
    list(http, at(project, path), {
      ask,
      limit: mostJobs,
      expect: [403],
      look,
      schema: jobSchema,
      what: 'a list of jobs',
      map: jobOf,
    })

  return {
    async pipelines(project, limit, ask) {
      return newest(project, ask, { limit })
    },

    // Not `/pipelines/latest`, which is of the newest commit, and 403 when that has none.
    async latestPipeline(project, branch, ask) {
      const which = branch === null ? { limit: 1 } : { limit: 1, ref: branch }
      return (await newest(project, ask, which))[0] ?? null
    },

    async run(project, { externalId, attempt = onlyAttempt }, ask) {
      if (attempt !== onlyAttempt) return null
      const path = at(project, `pipelines/${segment(externalId)}`)
      const answer = await http.get(path, { ...ask, expect: [403, 404] })
      refuseForbidden(answer)
      if (isAbsent(answer)) return null
      const pipeline = read(pipelineSchema, answer.body, 'a pipeline')
      const message = await messages.of(project, pipeline.sha, ask)
      return runOf(pipeline, { partial: false, message })
    },

    async jobs(project, run, ask) {
      const path = `pipelines/${segment(run.externalId)}`
      const [jobs, bridges] = await Promise.all([
        jobsOf(project, `${path}/jobs`, ask),
        jobsOf(project, `${path}/bridges`, ask),
      ])
      return inOrder([...jobs, ...bridges])
    },

    async rerun(project, run, ask) {
      await http.post(at(project, `pipelines/${segment(run.externalId)}/retry`), {}, ask)
    },

    async deployments(project, limit, ask) {
      return list(http, at(project, 'deployments'), {
        ask,
        limit,
        query: { order_by: 'id', sort: 'desc' },
        schema: deploymentSchema,
        what: 'a list of deployments',
        map: deploymentOf,
      })
    },
  }
}
