import type { RunStatus } from '../../../modules/pipelines/index.ts'

/*
 * The words of https://docs.gitlab.com/api/pipelines/ and https://docs.gitlab.com/api/jobs/. A word
 * that is missing here is `unknown`, whatever it may mean: new ones come with new versions.
 */
const words: ReadonlyMap<string, RunStatus> = new Map<string, RunStatus>([
  ['created', 'pending'],
  ['waiting_for_resource', 'pending'],
  ['waiting_for_callback', 'pending'],
  ['preparing', 'pending'],
  ['pending', 'pending'],
  ['running', 'running'],
  ['canceling', 'running'],
  ['manual', 'waiting'],
  ['scheduled', 'waiting'],
  ['success', 'success'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
  ['skipped', 'skipped'],
])

/** The group of a detailed status that says that jobs failed which were allowed to. */
export const withWarnings = 'success-with-warnings'

/** A pipeline's or a job's. */
export const statusOf = (status: string): RunStatus =>
  status === withWarnings ? 'warning' : (words.get(status) ?? 'unknown')

/** A deployment's: one that is blocked waits for an approval (https://docs.gitlab.com/api/deployments/). */
export const deploymentStatusOf = (status: string): RunStatus =>
  status === 'blocked' ? 'waiting' : statusOf(status)
