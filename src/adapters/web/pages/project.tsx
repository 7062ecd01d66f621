import type { EpochMs } from '../../../kernel/index.ts'
import type { Freshness, ProjectView } from '../../../modules/pipelines/index.ts'
import { Age, ciMarkId, type Eyes, following, plain, RunState } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Done } from './done.tsx'
import { Fact } from './fact.tsx'
import { Lead } from './out-link.tsx'
import { BranchesPanel, type BranchesProps } from './project-branches.tsx'
import { FreshnessNote } from './project-freshness.tsx'
import { RunsPanel, type RunsProps } from './project-runs.tsx'
import { IssuesPanel, MergeRequestsPanel, type SnapshotProps } from './project-snapshots.tsx'
import { TrendsPanel, type TrendsProps } from './project-trends.tsx'
import { runName } from './run-words.tsx'

export type ProjectHeadProps = {
  readonly project: ProjectView
  readonly freshness: Freshness
  readonly rev: number
  readonly now: EpochMs
}

export type ProjectPageProps = {
  readonly eyes: Eyes
  readonly done: string | null
  /** What its connection is called at its platform: `GitHub`. */
  readonly platform: string
  readonly head: ProjectHeadProps
  readonly branches: BranchesProps
  readonly runs: RunsProps
  readonly mergeRequests: SnapshotProps<'merge_requests'>
  readonly issues: SnapshotProps<'issues'>
  readonly trends: TrendsProps
}

/** One project: how it stands, and what is known of it. */
export const ProjectPage = ({ eyes, done, platform, head, ...panels }: ProjectPageProps) => {
  const { project } = head
  return (
    <>
      <header class="title">
        <div>
          <h1>{plain(project.fullName)}</h1>
          <p class="url">
            {platform},{' '}
            <a href={paths.connection(project.connectionId)}>{plain(project.connection)}</a>
            {project.archived && <span class="mark off">archived</span>}
          </p>
          {project.description !== null && project.description !== '' && (
            <p>{plain(project.description)}</p>
          )}
        </div>
        <div class="acts">
          {project.webUrl !== null && (
            <Lead to={project.webUrl} class="button">
              Open on {platform}
            </Lead>
          )}
          {eyes === 'editor' && (
            <form method="post" action={paths.refreshProject(project.id)}>
              <button type="submit">Refresh</button>
            </form>
          )}
        </div>
      </header>
      <Done text={done} />
      <ProjectHead {...head} />
      <div class="panels">
        <BranchesPanel {...panels.branches} />
        <RunsPanel {...panels.runs} />
        <MergeRequestsPanel {...panels.mergeRequests} />
        <IssuesPanel {...panels.issues} />
        <TrendsPanel {...panels.trends} />
      </div>
    </>
  )
}

/** When it was last looked at is nothing that the ledger tells. */
const everyMs = 30_000

/** How a project stands, and whether that is the truth. */
export const ProjectHead = ({ project, freshness, rev, now }: ProjectHeadProps) => {
  const { id, status, latest, defaultBranch, visibility, lastActivityAt, refreshedAt } = project
  const from = paths.partials.project(id, 'head')
  return (
    <section
      id={`ci-${id}-head`}
      class="panel head"
      aria-label="Status"
      {...following({ follows: ciMarkId(id), from, rev, everyMs })}
    >
      <p class="now">
        <RunState status={status} />
      </p>
      <FreshnessNote project={project} freshness={freshness} now={now} />
      <dl class="facts">
        {latest !== null && (
          <Fact word="Latest run">
            <a href={paths.run(latest.id)}>{plain(runName(latest))}</a>,{' '}
            <Age at={latest.createdAt} />
          </Fact>
        )}
        <Fact word="Default branch">
          {defaultBranch === null ? 'not told' : <code>{plain(defaultBranch)}</code>}
        </Fact>
        <Fact word="Visibility">{visibility ?? 'not told'}</Fact>
        <Fact word="Last activity">
          {lastActivityAt === null ? 'not told' : <Age at={lastActivityAt} />}
        </Fact>
        <Fact word="Looked at">{refreshedAt === null ? 'not yet' : <Age at={refreshedAt} />}</Fact>
      </dl>
    </section>
  )
}
