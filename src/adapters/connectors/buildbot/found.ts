import type {
  FoundBranch,
  FoundJob,
  FoundProject,
  FoundRun,
} from '../../../modules/pipelines/index.ts'
import type { Build, Builder, Step } from './bodies.ts'
import { isBuilding, notStarted, type State, stateOfResults, waitsForWorker } from './status.ts'
import type { Work } from './work.ts'

/** A page of the web interface, which is one page with places in it. */
const placeOf = (server: string, path: string): string => `${server}/#/${path}`

/** Where people see a build. */
export const pageOf = ({ builderid, number }: Build, server: string): string =>
  placeOf(server, `builders/${builderid}/builds/${number ?? ''}`)

/**
 * A builder. Its number is what everything else refers to it by. Buildbot gives one to each name, so
 * that a builder with another name in the configuration is another builder, with a history of its own.
 */
export const projectOf = (builder: Builder, server: string): FoundProject => ({
  externalId: String(builder.builderid),
  name: builder.name,
  fullName: builder.name,
  description: builder.description,
  visibility: null,
  avatarUrl: null,
  defaultBranch: null,
  webUrl: placeOf(server, `builders/${builder.builderid}`),
  lastActivityAt: null,
  // It is in no master's configuration any more.
  archived: builder.masterids?.length === 0,
})

function stateOf({ request, build }: Work): State {
  if (build !== null) return build.complete ? stateOfResults(build.results) : isBuilding
  return request.complete ? stateOfResults(request.results) : waitsForWorker
}

/** Buildbot's times are whole seconds of one clock, and yet a build may seem to begin before its request. */
const between = (from: number, to: number): number => Math.max(0, to - from)

/**
 * A build request: it is there before its build, and stays the same when it is built again because a
 * worker was lost.
 */
export function runOf(work: Work, server: string): FoundRun {
  const { request, build, buildset, change } = work
  const startedAt = build?.started_at ?? null
  const ended = build ?? request
  const finishedAt = ended.complete ? ended.complete_at : null
  const waitsAt = placeOf(server, `buildrequests/${request.buildrequestid}`)
  return {
    ...stateOf(work),
    externalId: String(request.buildrequestid),
    attempt: work.attempt,
    number: build?.number ?? null,
    title: null,
    ref: null,
    branch: buildset?.sourcestamps[0]?.branch ?? null,
    sha: work.revision,
    author: change?.author ?? build?.properties.owner ?? null,
    message: change?.comments ?? null,
    trigger: buildset?.reason ?? null,
    webUrl: build === null ? waitsAt : pageOf(build, server),
    createdAt: request.submitted_at,
    startedAt,
    finishedAt,
    durationMs: startedAt === null || finishedAt === null ? null : between(startedAt, finishedAt),
    queuedMs: startedAt === null ? null : between(request.submitted_at, startedAt),
    sourceTime: finishedAt ?? startedAt ?? request.submitted_at,
    parent: null,
    partial: false,
  }
}

/** Branches as builds had them, the one that was built last first: Buildbot has no list of them. */
export function branchesOf(
  works: readonly Work[],
  defaultBranch: string | null,
): readonly FoundBranch[] {
  const branches = new Map<string, FoundBranch>()
  for (const { buildset, revision, change } of works) {
    const name = buildset?.sourcestamps[0]?.branch ?? null
    if (name === null || branches.has(name)) continue
    branches.set(name, {
      name,
      sha: revision,
      author: change?.author ?? null,
      message: change?.comments ?? null,
      committedAt: change?.when_timestamp ?? null,
      isDefault: name === defaultBranch,
      webUrl: null,
    })
  }
  return [...branches.values()]
}

function stateOfStep({ complete, results, started_at }: Step): State {
  if (complete) return stateOfResults(results)
  return started_at === null ? notStarted : isBuilding
}

/** A step of a build. */
export function jobOf(step: Step, webUrl: string | null): FoundJob {
  const { started_at: startedAt, complete_at } = step
  const finishedAt = step.complete ? complete_at : null
  return {
    ...stateOfStep(step),
    externalId: String(step.stepid),
    name: step.name,
    stage: null,
    startedAt,
    finishedAt,
    durationMs: startedAt === null || finishedAt === null ? null : between(startedAt, finishedAt),
    queuedMs: null,
    webUrl,
    allowFailure: false,
    downstream: null,
  }
}
