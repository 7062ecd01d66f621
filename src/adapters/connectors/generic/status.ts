import { type RunStatus, runStatuses } from '../../../modules/pipelines/index.ts'

/** Words of others for what we have a word for. */
const synonyms = {
  pending: ['queued', 'created', 'requested', 'preparing', 'not_started'],
  running: ['in_progress', 'started', 'building', 'active'],
  waiting: ['manual', 'blocked', 'paused', 'on_hold', 'action_required', 'scheduled'],
  success: ['succeeded', 'successful', 'passed', 'pass', 'ok'],
  warning: ['warnings', 'unstable', 'partially_succeeded', 'success_with_warnings'],
  failed: ['failure', 'fail', 'error', 'errored', 'broken', 'timed_out', 'timeout'],
  canceled: ['cancelled', 'aborted', 'stopped', 'terminated'],
  skipped: ['neutral', 'not_run', 'not_built'],
} as const satisfies Partial<Record<RunStatus, readonly string[]>>

const known: ReadonlyMap<string, RunStatus> = new Map([
  ...runStatuses.map((status) => [status, status] as const),
  ...Object.entries(synonyms).flatMap(([status, words]) =>
    words.map((word) => [word, status as RunStatus] as const),
  ),
])

/** `In Progress` and `in-progress` are `in_progress`. A word that nobody knows is no failure. */
export const statusOf = (word: string): RunStatus =>
  known.get(
    word
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  ) ?? 'unknown'
