import type { EpochMs } from '../../../kernel/index.ts'
import { isFinal, type Job, type RunDetail } from '../../../modules/pipelines/index.ts'
import { ciMarkId, following, plain, RunState } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { type Bar, type JobGroup, timelineOf } from './job-timeline.ts'
import { Lead } from './out-link.tsx'
import { durationText } from './run-words.tsx'

export type JobsProps = {
  readonly detail: RunDetail
  readonly rev: number
  readonly now: EpochMs
  /** Whether the platform tells the jobs of a run. */
  readonly tellsJobs: boolean
}

/** The bars of what still runs grow with time. */
const everyMs = 15_000

/** The jobs of a run on a line of time, stage by stage. */
export const JobsPanel = ({ detail, rev, now, tellsJobs }: JobsProps) => {
  const { run, project, jobs } = detail
  const moves = !isFinal(run.status)
  return (
    <section
      id={`run-${run.id}-jobs`}
      class="panel jobs"
      aria-labelledby="h-jobs"
      {...following({
        follows: ciMarkId(project.id),
        from: paths.partials.run(run.id, 'jobs'),
        rev,
        ...(moves && { everyMs }),
      })}
    >
      <header>
        <h2 id="h-jobs">Jobs</h2>
        {jobs !== null && jobs.length > 0 && (
          <small>
            <span class="key queue">queued</span> <span class="key ran">ran</span>
          </small>
        )}
      </header>
      {jobs === null || jobs.length === 0 ? (
        <p class="note">{noJobsText(detail, tellsJobs)}</p>
      ) : (
        <Timeline groups={timelineOf(jobs, now)} />
      )}
    </section>
  )
}

function noJobsText({ jobs, project }: RunDetail, tellsJobs: boolean): string {
  if (!tellsJobs) return 'The platform tells no jobs of its runs.'
  if (jobs !== null) return 'It has no job.'
  return project.listed
    ? 'Loading: the platform is asked for the jobs. They appear here by themselves.'
    : 'The jobs were never read, and the platform does not list the project any more.'
}

const Timeline = ({ groups }: { groups: readonly JobGroup[] }) => (
  <table class="timeline">
    <caption class="hidden">Jobs, by stage, in the order in which they began</caption>
    <thead>
      <tr>
        <th scope="col">Job</th>
        <th scope="col">Status</th>
        <th scope="col">
          <span class="hidden">Line of time</span>
        </th>
        <th scope="col" class="c-time">
          Queued
        </th>
        <th scope="col" class="c-time">
          Duration
        </th>
      </tr>
    </thead>
    {groups.map(({ stage, jobs }) => (
      <tbody>
        {stage !== null && (
          <tr class="stage">
            <th scope="rowgroup" colspan={5}>
              {plain(stage)}
            </th>
          </tr>
        )}
        {jobs.map(({ job, bar }) => (
          <JobRow job={job} bar={bar} />
        ))}
      </tbody>
    ))}
  </table>
)

const JobRow = ({ job, bar }: { job: Job; bar: Bar | null }) => (
  <tr>
    <th scope="row">
      <Lead to={job.webUrl}>{plain(job.name)}</Lead>
      {job.downstream !== null && (
        <small>
          started <Lead to={job.downstream.webUrl}>run {plain(job.downstream.run)}</Lead>
        </small>
      )}
    </th>
    <td class="c-status">
      <RunState status={job.status} detail={job.allowFailure ? 'may fail' : ''} />
    </td>
    <td class="c-bar">{bar !== null && <BarOf bar={bar} tone={job.status} />}</td>
    <td class="c-time" data-label="queued">
      {durationText(job.queuedMs)}
    </td>
    <td class="c-time" data-label="took">
      {durationText(job.durationMs ?? bar?.ranMs ?? null)}
    </td>
  </tr>
)

/** The figures stand beside it, so it is only for eyes. */
const BarOf = ({ bar, tone }: { bar: Bar; tone: Job['status'] }) => (
  <svg
    class={`job-bar ${tone}`}
    viewBox="0 0 1000 10"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    {bar.queue !== null && (
      <rect class="queue" x={bar.queue.x} y={3} width={bar.queue.width} height={4} />
    )}
    <rect class="ran" x={bar.ran.x} y={0} width={bar.ran.width} height={10} />
  </svg>
)
