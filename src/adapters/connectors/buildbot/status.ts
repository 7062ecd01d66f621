import type { RunStatus } from '../../../modules/pipelines/index.ts'

/**
 * Results by their number: https://docs.buildbot.net/current/developer/results.html. A build that
 * ends with `retry` lost its worker; its request waits to be built again.
 */
const results = [
  ['success', 'success'],
  ['warnings', 'warning'],
  ['failure', 'failed'],
  ['skipped', 'skipped'],
  ['exception', 'failed'],
  ['retry', 'pending'],
  ['cancelled', 'canceled'],
] as const satisfies readonly (readonly [word: string, status: RunStatus])[]

export type State = { readonly status: RunStatus; readonly rawStatus: string }

/** How it is with what is over. */
export function stateOfResults(number: number | null): State {
  const [word, status] = (number === null ? undefined : results[number]) ?? [null, 'unknown']
  return { status, rawStatus: word ?? `results ${number}` }
}

export const waitsForWorker: State = { status: 'pending', rawStatus: 'unclaimed' }
export const isBuilding: State = { status: 'running', rawStatus: 'building' }
export const notStarted: State = { status: 'pending', rawStatus: 'pending' }
