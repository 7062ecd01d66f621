import { z } from 'zod'
import { type FoundDeployment, isFinal } from '../../../modules/pipelines/index.ts'
import { exact, line, link } from '../fields.ts'
import { account, id, instant } from './fields.ts'
import { deploymentStatusOf } from './status.ts'

/** It has no state of its own (https://docs.github.com/en/rest/deployments/deployments). */
export const deploymentSchema = z.object({
  id,
  environment: line,
  ref: exact,
  sha: exact,
  creator: account,
  created_at: instant,
  updated_at: instant,
})
export type Deployment = z.output<typeof deploymentSchema>

export const deploymentListSchema = z.array(deploymentSchema)

/** https://docs.github.com/en/rest/deployments/statuses */
export const deploymentStatusSchema = z.object({
  state: line.transform((state) => state ?? 'unknown'),
  log_url: link,
  target_url: link,
  environment_url: link,
  created_at: instant,
})
export type DeploymentStatus = z.output<typeof deploymentStatusSchema>

export const deploymentStatusListSchema = z.array(deploymentStatusSchema)

/** What a deployment replaces is told to be inactive; that does not say how it went. */
export const isReplaced = ({ state }: DeploymentStatus): boolean =>
  state.toLowerCase() === 'inactive'

/**
 * A deployment with the status that says how it went: the newest that is not `inactive`, which is
 * only said of what went live, when something newer did, hours or months later.
 * @param statuses newest first
 */
export function deploymentOf(
  deployment: Deployment,
  statuses: readonly DeploymentStatus[],
): FoundDeployment {
  const told = statuses.find((status) => !isReplaced(status)) ?? statuses[0] ?? null
  const status = told === null ? 'pending' : deploymentStatusOf(told.state)
  const isOver = told !== null && !isReplaced(told) && isFinal(status)
  return {
    externalId: deployment.id,
    environment: deployment.environment ?? 'unknown',
    status,
    rawStatus: told?.state ?? 'created',
    ref: deployment.ref,
    sha: deployment.sha,
    author: deployment.creator,
    webUrl: told?.log_url ?? told?.target_url ?? told?.environment_url ?? null,
    createdAt: deployment.created_at,
    finishedAt: isOver ? told.created_at : null,
    sourceTime: told?.created_at ?? deployment.created_at,
    run: statuses.map(runOfStatus).find((run) => run !== null) ?? null,
  }
}

/** Deployments of Actions lead to their run: `…/actions/runs/30433642/job/…`. */
function runOfStatus({ log_url, target_url }: DeploymentStatus): string | null {
  const found = /\/actions\/runs\/(\d{1,20})(?:[/?#]|$)/.exec(log_url ?? target_url ?? '')
  return found?.[1] ?? null
}
