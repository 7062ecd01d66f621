import { z } from 'zod'
import { type FoundDeployment, isFinal, PlatformFault } from '../../../modules/pipelines/index.ts'
import { exact, link, name } from '../fields.ts'
import { id, person, time, word } from './fields.ts'
import { deploymentStatusOf } from './status.ts'

/** https://docs.gitlab.com/api/deployments/ */
export const deploymentSchema = z.object({
  id,
  status: word,
  ref: exact,
  sha: exact,
  user: person,
  environment: z.object({ name }),
  created_at: time,
  updated_at: time,
  finished_at: time,
  deployable: z
    .object({
      web_url: link,
      finished_at: time,
      pipeline: z.object({ id }).nullable().catch(null),
    })
    .nullable()
    .catch(null),
})

export function deploymentOf(deployment: z.output<typeof deploymentSchema>): FoundDeployment {
  const { created_at, updated_at, finished_at, deployable } = deployment
  const status = deploymentStatusOf(deployment.status)
  const createdAt = created_at ?? updated_at
  if (createdAt === null) throw new PlatformFault('malformed', 'a deployment of GitLab has no time')
  const sourceTime = updated_at ?? createdAt
  return {
    externalId: deployment.id,
    environment: deployment.environment.name,
    status,
    rawStatus: deployment.status,
    ref: deployment.ref,
    sha: deployment.sha,
    author: deployment.user,
    webUrl: deployable?.web_url ?? null,
    createdAt,
    // One that was made by the API, without a job, ends with its last change.
    finishedAt: isFinal(status) ? (finished_at ?? deployable?.finished_at ?? sourceTime) : null,
    sourceTime,
    run: deployable?.pipeline?.id ?? null,
  }
}
