import type { RunStatus } from '../../../modules/pipelines/index.ts'

/** What a pipeline, or a step of one, says of itself. */
export type State = {
  readonly name: string | null
  /** How it went, of one that is `COMPLETED`. */
  readonly result: string | null
  /** Where it is, of one that is `IN_PROGRESS`. */
  readonly stage: string | null
}

const results = new Map<string, RunStatus>([
  ['SUCCESSFUL', 'success'],
  ['FAILED', 'failed'],
  ['ERROR', 'failed'],
  ['STOPPED', 'canceled'],
  ['EXPIRED', 'canceled'],
  ['NOT_RUN', 'skipped'],
])

/** `PAUSED` waits for somebody to go on, `HALTED` for somebody to see to it; with `RUNNING` and others it runs. */
const stages = new Map<string, RunStatus>([
  ['PAUSED', 'waiting'],
  ['HALTED', 'waiting'],
  ['PENDING', 'pending'],
])

const names = new Map<string, RunStatus>([
  ['PENDING', 'pending'],
  ['PARSING', 'pending'],
  ['READY', 'pending'],
])

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/ */
export function pipelineStatus({ name, result, stage }: State): RunStatus {
  if (name === 'COMPLETED') return results.get(result ?? '') ?? 'unknown'
  if (name === 'IN_PROGRESS' || name === 'BUILDING') return stages.get(stage ?? '') ?? 'running'
  return names.get(name ?? '') ?? 'unknown'
}

/** `COMPLETED/SUCCESSFUL`, as Bitbucket has it. */
export const wordsOf = ({ name, result, stage }: State): string =>
  [name, result ?? stage].filter((word) => word !== null).join('/')

const deployments = new Map<string, RunStatus>([
  ['UNDEPLOYED', 'pending'],
  ['IN_PROGRESS', 'running'],
])

/**
 * A deployment that is `COMPLETED` is over, however it went: only its status tells that. Without one
 * it may have been stopped.
 */
export const deploymentStatus = ({ name, result }: Omit<State, 'stage'>): RunStatus =>
  name === 'COMPLETED'
    ? (results.get(result ?? '') ?? 'unknown')
    : (deployments.get(name ?? '') ?? 'unknown')

const builds = new Map<string, RunStatus>([
  ['INPROGRESS', 'running'],
  ['SUCCESSFUL', 'success'],
  ['FAILED', 'failed'],
  ['STOPPED', 'canceled'],
  ['CANCELLED', 'canceled'],
])

/**
 * A build's status on a commit, as other servers report it.
 * https://developer.atlassian.com/server/bitbucket/how-tos/updating-build-status-for-commits/
 */
export const buildStatus = (word: string | null): RunStatus => builds.get(word ?? '') ?? 'unknown'
