import { type FoundJob, isFinal } from '../../../modules/pipelines/index.ts'
import type { Stage } from './bodies.ts'
import { stageStatus } from './status.ts'

/** `/job/x/2/execution/node/6/wfapi/describe` describes what people see at `/job/x/2/execution/node/6/`. */
function pageOf({ _links }: Stage, base: string): string | null {
  const path = _links?.self?.href?.replace(/wfapi\/describe\/?$/, '')
  if (path === undefined || !/^\/[^/\\]/.test(path)) return null
  return URL.parse(path, base)?.href ?? null
}

/**
 * A stage. Its duration holds the time in which it was paused, for a person or for a node: that is
 * what it waited, and no part of what it took.
 * @param base of the server, for its page
 */
export function jobOf(stage: Stage, base: string): FoundJob {
  const { startTimeMillis: startedAt, durationMillis: whole, pauseDurationMillis: paused } = stage
  const status = stageStatus(stage.status)
  const isOver = isFinal(status) && whole !== null
  return {
    externalId: stage.id,
    name: stage.name ?? stage.id,
    stage: null,
    status,
    rawStatus: stage.status ?? '',
    startedAt,
    finishedAt: isOver && startedAt !== null ? startedAt + whole : null,
    durationMs: isOver ? Math.max(0, whole - (paused ?? 0)) : null,
    queuedMs: paused,
    webUrl: pageOf(stage, base),
    allowFailure: false,
    downstream: null,
  }
}
