import type { EpochMs } from '../../../kernel/index.ts'
import { isFinal, type Run, type RunDetail } from '../../../modules/pipelines/index.ts'
import { Age, ciMarkId, type Eyes, following, plain, RunState } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Done } from './done.tsx'
import { Fact } from './fact.tsx'
import { Lead } from './out-link.tsx'
import { JobsPanel } from './run-jobs.tsx'
import { RelatedPanel } from './run-related.tsx'
import { durationText, runName, shortSha } from './run-words.tsx'
import { runsAt } from './runs-view.ts'
import { Stamp } from './when.tsx'

export type RunPanelProps = {
  readonly detail: RunDetail
  readonly rev: number
  readonly now: EpochMs
}

export type RunPageProps = RunPanelProps & {
  readonly eyes: Eyes
  readonly done: string | null
  /** What its platform is called. */
  readonly platform: string
  /** Whether the platform can be told to start a run again. */
  readonly canRerun: boolean
  /** Whether the platform tells the jobs of a run. */
  readonly tellsJobs: boolean
}

/** One run: what it did, job by job, and what it has to do with others. */
export const RunPage = (props: RunPageProps) => {
  const { eyes, done, platform, canRerun, tellsJobs, ...panel } = props
  const { run, project } = panel.detail
  return (
    <>
      <header class="title">
        <div>
          <h1>{plain(runName(run))}</h1>
          <p class="url">
            <a href={paths.project(project.id)}>{plain(project.fullName)}</a> on {platform}
          </p>
        </div>
        <div class="acts">
          {run.webUrl !== null && (
            <Lead to={run.webUrl} class="button">
              Open on {platform}
            </Lead>
          )}
          {eyes === 'editor' && canRerun && (
            <form method="post" action={paths.rerun(run.id)}>
              <button type="submit">Re-run</button>
            </form>
          )}
        </div>
      </header>
      <Done text={done} />
      <RunHead {...panel} />
      <div class="panels">
        <JobsPanel {...panel} tellsJobs={tellsJobs} />
        <RelatedPanel {...panel} />
      </div>
    </>
  )
}

/** What a run was about and how it went. */
export const RunHead = ({ detail, rev }: RunPanelProps) => {
  const { run, project, attempts } = detail
  const from = paths.partials.run(run.id, 'head')
  return (
    <section
      id={`run-${run.id}-head`}
      class="panel head"
      aria-label="Status"
      {...following({ follows: ciMarkId(project.id), from, rev })}
    >
      <p class="now">
        <RunState status={run.status} detail={plain(run.rawStatus)} />
      </p>
      <LaterAttempt run={run} attempts={attempts} />
      <dl class="facts">
        <Source {...detail} />
        <Times run={run} />
      </dl>
    </section>
  )
}

/** What the run says may no longer be how things are. */
const LaterAttempt = ({ run, attempts: [newest] }: Pick<RunDetail, 'run' | 'attempts'>) =>
  newest === undefined || newest.attempt <= run.attempt ? null : (
    <p class="stale-note">
      <span>
        It was started again: <a href={paths.run(newest.id)}>attempt {newest.attempt}</a> is the
        latest.
      </span>
    </p>
  )

const Source = ({ run, project }: Pick<RunDetail, 'run' | 'project'>) => {
  const { branch, ref, sha, author, message, trigger, attempt } = run
  return (
    <>
      {branch !== null && (
        <Fact word="Branch">
          <a href={`${runsAt(paths.project(project.id), { branch })}#h-runs`}>{plain(branch)}</a>
        </Fact>
      )}
      {branch === null && ref !== null && <Fact word="Ref">{plain(ref)}</Fact>}
      <Fact word="Commit">
        {sha === null ? 'not told' : <code title={plain(sha)}>{plain(shortSha(sha))}</code>}
      </Fact>
      {message !== null && <Fact word="Message">{plain(message)}</Fact>}
      <Fact word="Author">{author === null ? 'not told' : plain(author)}</Fact>
      <Fact word="Started by">{trigger === null ? 'not told' : plain(trigger)}</Fact>
      <Fact word="Attempt">{attempt}</Fact>
    </>
  )
}

const Times = ({ run }: { run: Run }) => {
  const { createdAt, startedAt, finishedAt, durationMs, queuedMs, status } = run
  return (
    <>
      <Fact word="Created">
        <Stamp at={createdAt} />, <Age at={createdAt} />
      </Fact>
      <Fact word="Started">{startedAt === null ? 'not told' : <Stamp at={startedAt} />}</Fact>
      <Fact word="Finished">
        {finishedAt === null ? isFinal(status) ? 'not told' : 'not yet' : <Stamp at={finishedAt} />}
      </Fact>
      <Fact word="Duration">{durationText(durationMs)}</Fact>
      <Fact word="Queued">{durationText(queuedMs)}</Fact>
    </>
  )
}
