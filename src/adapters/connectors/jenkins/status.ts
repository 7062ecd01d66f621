import type { RunStatus } from '../../../modules/pipelines/index.ts'

/** https://javadoc.jenkins.io/hudson/model/Result.html */
const results = new Map<string, RunStatus>([
  ['SUCCESS', 'success'],
  ['UNSTABLE', 'warning'],
  ['FAILURE', 'failed'],
  ['ABORTED', 'canceled'],
  ['NOT_BUILT', 'skipped'],
])

/** https://plugins.jenkins.io/pipeline-rest-api/: `StatusExt`. `FAILURE` comes from old releases. */
const stages = new Map<string, RunStatus>([
  ['SUCCESS', 'success'],
  ['UNSTABLE', 'warning'],
  ['FAILED', 'failed'],
  ['FAILURE', 'failed'],
  ['ABORTED', 'canceled'],
  ['NOT_EXECUTED', 'skipped'],
  ['IN_PROGRESS', 'running'],
  ['PAUSED_PENDING_INPUT', 'waiting'],
  ['QUEUED', 'pending'],
])

/** A build may carry a result while it is still building: a step has set it, and the end may be another. */
export const buildStatus = (building: boolean, result: string | null): RunStatus =>
  building ? 'running' : (results.get(result ?? '') ?? 'unknown')

export const stageStatus = (word: string | null): RunStatus => stages.get(word ?? '') ?? 'unknown'
