import type { FoundRun } from '../../../modules/pipelines/index.ts'
import type { Build } from './bodies.ts'
import { startOf } from './causes.ts'
import { revisionOf } from './git.ts'
import { branchOfJob, runIdOf } from './paths.ts'
import { buildStatus } from './status.ts'

/** The commit that was built, where it is among the changes; a build without new commits has none. */
function commitOf({ changeSet, changeSets }: Build, sha: string | null) {
  const items = [changeSet, ...(changeSets ?? [])].flatMap((changes) => changes?.items ?? [])
  return sha === null ? items[0] : items.find(({ commitId }) => commitId === sha)
}

/**
 * A build. All times are of Jenkins' clock: `timestamp` is when it came, `duration` is how long it
 * took, and 0 while it runs. The time of its state is that of its end, else of its beginning.
 * @param job the branch's job of a multibranch project, `null` of any other
 */
export function runOf(build: Build, job: string | null): FoundRun {
  const { number, timestamp, result, actions } = build
  const building = build.building === true
  const durationMs = building || result === null ? null : (build.duration ?? 0)
  const finishedAt = durationMs === null ? null : timestamp + durationMs
  const branch = job === null ? null : branchOfJob(job)
  const revision = revisionOf(actions, branch)
  const commit = commitOf(build, revision.sha)
  const start = startOf(actions)
  return {
    externalId: runIdOf({ job, number }),
    attempt: 1,
    number,
    title: null,
    status: buildStatus(building, result),
    rawStatus: [...(building ? ['building'] : []), ...(result === null ? [] : [result])].join('/'),
    ref: branch === null ? revision.ref : null,
    branch: branch ?? revision.branch,
    sha: revision.sha,
    author: start.author ?? commit?.author?.fullName ?? null,
    message: commit?.msg ?? null,
    trigger: start.trigger,
    webUrl: build.url,
    createdAt: timestamp,
    startedAt: timestamp,
    finishedAt,
    durationMs,
    // Only with the Metrics plugin.
    queuedMs:
      actions?.find((one) => one.queuingDurationMillis !== null)?.queuingDurationMillis ?? null,
    sourceTime: finishedAt ?? timestamp,
    parent: start.parent,
    partial: false,
  }
}

export const newestFirst = (runs: readonly FoundRun[]): readonly FoundRun[] =>
  runs.toSorted((one, other) => other.createdAt - one.createdAt)
