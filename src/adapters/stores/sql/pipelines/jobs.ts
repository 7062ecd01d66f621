import type { EpochMs, ProjectId } from '../../../../kernel/index.ts'
import {
  type FoundJob,
  isSame,
  type Job,
  type RunKey,
} from '../../../../modules/pipelines/index.ts'
import { publish } from '../journal/publish.ts'
import { all, chunks, flag, maybe, run, type Tx, tuples, type Value } from '../statement.ts'
import { type JobRow, jobColumns, toJob } from './rows.ts'
import { takeProject } from './standing.ts'
import { storableId, storableJob } from './storable.ts'

/** More than any platform lets one run have; what is beyond is left out. */
const jobsMost = 5_000

export function* saveJobs(
  id: ProjectId,
  { externalId, attempt }: RunKey,
  found: { readonly jobs: readonly FoundJob[]; readonly at: EpochMs },
): Tx<void> {
  const project = yield* takeProject(id)
  const of = yield* maybe<{ id: number; jobs_at: number | null }>(
    `select id, jobs_at from pipelines_runs
      where project_id = ? and external_id = ? and attempt = ?`,
    id,
    storableId(externalId),
    attempt,
  )
  if (project === null || of === null) return
  const jobs = found.jobs.slice(0, jobsMost).map(storableJob)
  if (of.jobs_at !== null && areSame(jobs, yield* jobsOf(of.id))) return
  yield* run('delete from pipelines_jobs where run_id = ?', of.id)
  let position = 0
  for (const some of chunks(jobs)) {
    yield* run(
      `insert into pipelines_jobs (run_id, position, external_id, name, stage, status, raw_status,
          started_at, finished_at, duration_ms, queued_ms, web_url, allow_failure, downstream)
        values ${tuples(some.length, 14)}`,
      ...some.flatMap((job) => [of.id, position++, ...valuesOf(job)]),
    )
  }
  yield* run('update pipelines_runs set jobs_at = ? where id = ?', found.at, of.id)
  yield* publish({ events: [], changes: [{ kind: 'project', id }] }, found.at)
}

const valuesOf = (job: FoundJob): Value[] => [
  job.externalId,
  job.name,
  job.stage,
  job.status,
  job.rawStatus,
  job.startedAt,
  job.finishedAt,
  job.durationMs,
  job.queuedMs,
  job.webUrl,
  flag(job.allowFailure),
  job.downstream === null ? null : JSON.stringify(job.downstream),
]

function* jobsOf(runId: number): Tx<readonly Job[]> {
  const rows = yield* all<JobRow>(
    `select ${jobColumns} from pipelines_jobs j where j.run_id = ? order by j.position`,
    runId,
  )
  return rows.map(toJob)
}

const areSame = (found: readonly FoundJob[], stored: readonly Job[]): boolean =>
  found.length === stored.length &&
  found.every((job, i) => {
    const other = stored[i]
    return other !== undefined && isSame<FoundJob>(job, other)
  })
