import { z } from 'zod'
import type { FoundDeployment } from '../../../modules/pipelines/index.ts'
import { exact, line, link, name, word } from '../fields.ts'
import { account, maybe, time } from './fields.ts'
import { deploymentStatus } from './status.ts'

const stateSchema = z.object({
  name: word,
  /** How it went, of one that is `COMPLETED`. */
  status: maybe(z.object({ name: word })),
  url: link,
  deployer: account,
  // The documentation has the latter names, recordings the former.
  started_on: time,
  completed_on: time,
  start_date: time,
  completion_date: time,
})

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-deployments/ */
export const deploymentSchema = z.object({
  uuid: name,
  environment: maybe(
    z.object({ uuid: exact, name: line, environment_type: maybe(z.object({ name: line })) }),
  ),
  release: maybe(
    z.object({
      created_on: time,
      commit: maybe(z.object({ hash: exact })),
      pipeline: maybe(z.object({ uuid: exact })),
    }),
  ),
  state: stateSchema,
  last_update_time: time,
})
export type Deployment = z.output<typeof deploymentSchema>

const environmentOf = ({ environment }: Deployment): string =>
  environment?.name ?? environment?.environment_type?.name ?? environment?.uuid ?? 'unknown'

/** `null` for one that tells no time at all: it could be put nowhere. */
export function deploymentOf(deployment: Deployment): FoundDeployment | null {
  const { state, release, last_update_time: updatedAt } = deployment
  const startedAt = state.started_on ?? state.start_date
  const completedAt = state.completed_on ?? state.completion_date
  const times = [release?.created_on ?? null, startedAt, completedAt, updatedAt]
  const known = times.filter((at) => at !== null)
  const createdAt = known[0]
  if (createdAt === undefined) return null
  const result = state.status?.name ?? null
  return {
    externalId: deployment.uuid,
    environment: environmentOf(deployment),
    status: deploymentStatus({ name: state.name, result }),
    rawStatus: [state.name, result].filter((word) => word !== null).join('/'),
    ref: null,
    sha: release?.commit?.hash ?? null,
    author: state.deployer,
    webUrl: state.url,
    createdAt,
    finishedAt: state.name === 'COMPLETED' ? (completedAt ?? updatedAt) : null,
    sourceTime: Math.max(...known),
    run: release?.pipeline?.uuid ?? null,
  }
}
