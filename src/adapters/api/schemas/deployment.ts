import { z } from 'zod'
import { type ProjectId, rfc3339 } from '../../../kernel/index.ts'
import type { Deployment, EnvironmentCell, Pipelines } from '../../../modules/pipelines/index.ts'
import { given, idFilter, moment, momentOf, pageOf, pageQuery, thingId } from './common.ts'
import { runStatus } from './run.ts'

const text = z.string().nullable()

const fields = {
  id: thingId,
  project_id: thingId,
  project: z.string().describe('The full name of the project.'),
  external_id: z.string().describe('Its id at the platform.'),
  environment: z.string(),
  status: runStatus,
  raw_status: z.string().describe('The words of the platform.'),
  ref: text,
  sha: text,
  author: text,
  web_url: text,
  run_id: thingId.nullable().describe('The run that did it, where it is known.'),
  created_at: moment,
  finished_at: moment.nullable(),
}

export const deployment = z
  .object({ ...fields, platform: z.string() })
  .describe('Something that was brought to an environment.')

export const deploymentPage = pageOf(deployment)

const cellDeployment = z.object(fields)

export const environments = z
  .object({
    environments: z.array(z.string()).describe('Every environment that a project has.'),
    projects: z.array(
      z.object({
        project_id: thingId,
        project: z.string(),
        cells: z.array(
          z.object({
            environment: z.string(),
            latest: cellDeployment,
            last_success: cellDeployment
              .nullable()
              .describe('What is there now, when the latest one did not arrive.'),
          }),
        ),
      }),
    ),
  })
  .describe('Projects by environments: what is where.')

export const deploymentsQuery = pageQuery.extend({
  project_id: idFilter<ProjectId>('project'),
  environment: z.string().min(1).max(200).optional().describe('Only to this environment.'),
})

export const environmentsQuery = pageQuery.pick({ limit: true })

export const toDeploymentQuery = ({ project_id, environment }: z.output<typeof deploymentsQuery>) =>
  given({ projectId: project_id, environment })

const toCellJson = (of: Deployment): z.output<typeof cellDeployment> => ({
  id: of.id,
  project_id: of.projectId,
  project: of.project,
  external_id: of.externalId,
  environment: of.environment,
  status: of.status,
  raw_status: of.rawStatus,
  ref: of.ref,
  sha: of.sha,
  author: of.author,
  web_url: of.webUrl,
  run_id: of.runId,
  created_at: rfc3339(of.createdAt),
  finished_at: momentOf(of.finishedAt),
})

export const toDeploymentJson = (
  of: Deployment & { readonly platform: string },
): z.output<typeof deployment> => ({ ...toCellJson(of), platform: of.platform })

type Rows = Awaited<ReturnType<Pipelines['environments']>>

export const toEnvironmentsJson = (rows: Rows): z.output<typeof environments> => ({
  environments: [
    ...new Set(rows.flatMap(({ cells }) => cells.map(({ environment }) => environment))),
  ].toSorted(),
  projects: rows.map(({ projectId, project, cells }) => ({
    project_id: projectId,
    project,
    cells: cells.map(({ environment, latest, lastSuccess }: EnvironmentCell) => ({
      environment,
      latest: toCellJson(latest),
      last_success: lastSuccess && toCellJson(lastSuccess),
    })),
  })),
})
