import type { Freshness, ProjectView, RunMark } from '../../../modules/pipelines/index.ts'
import { Age, OutLink, plain, RunState, RunStrip, spanText } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { faultWords } from './trouble.tsx'

type ProjectRowProps = {
  readonly project: ProjectView
  readonly freshness: Freshness
  /** Its platform's name for people. */
  readonly platform: string
}

/** A project as a row: how the run stands that its status is about, and those before it. */
export const ProjectRow = ({ project, freshness, platform }: ProjectRowProps) => {
  const { id, latest, recent } = project
  return (
    <tr id={`ci-${id}`} data-status={project.status} data-fresh={freshness}>
      <td class="c-status">
        <ProjectState project={project} freshness={freshness} />
      </td>
      <th scope="row" class="c-name">
        <a href={paths.project(id)}>{plain(project.fullName)}</a>
        <small>
          {platform} · {plain(project.connection)}
          {whereabouts(project)}
        </small>
      </th>
      <td class="c-commit">{latest !== null && <Commit run={latest} />}</td>
      <td class="c-runs">
        <RunStrip recent={recent} />
      </td>
      <td class="c-time">{latest?.durationMs != null && spanText(latest.durationMs)}</td>
      <td class="c-age">{latest !== null && <RunAge run={latest} />}</td>
      <td class="c-acts">
        <OutLink
          to={latest?.webUrl ?? project.webUrl}
          label={`${plain(project.fullName)} on ${platform}`}
        />
      </td>
    </tr>
  )
}

const whereabouts = ({ archived, listed }: ProjectView): string => {
  if (archived) return ' · archived'
  return listed ? '' : ' · no longer there'
}

type StateProps = Pick<ProjectRowProps, 'project' | 'freshness'>

/** That nothing was read yet, that there is nothing, and that it could not be read are three things. */
export const ProjectState = ({ project, freshness }: StateProps) => {
  const { status, latest, trouble } = project
  if (freshness === 'loading') return <RunState status="pending" word="loading" />
  const why = trouble === null ? '' : faultWords[trouble.kind]
  if (freshness === 'error') return <RunState status="unknown" word="no data" detail={why} />
  const detail = freshness === 'stale' ? `old data${why && `: ${why}`}` : alsoOf(project)
  if (latest === null) return <RunState status="skipped" word="no runs" detail={detail} />
  return <RunState status={status} detail={detail} />
}

/** What goes on beside the run that the status is about, as on another branch. */
const alsoOf = ({ status, active }: ProjectView): string => {
  const says = status === 'running' || status === 'pending' || status === 'waiting'
  return active && !says ? 'another run goes on' : ''
}

/** As many letters of a commit's name as git shows. */
const shaShown = 7

const Commit = ({ run: { branch, sha, message, author } }: { run: RunMark }) => (
  <>
    <span>
      {plain(branch ?? '')} {sha !== null && <code>{plain(sha.slice(0, shaShown))}</code>}
    </span>
    <small>{plain([message, author && `by ${author}`].filter(Boolean).join(' · '))}</small>
  </>
)

/** When it ended; while it has not, when it began. */
export const RunAge = ({ run: { finishedAt, startedAt, createdAt } }: { run: RunMark }) =>
  finishedAt !== null ? (
    <Age at={finishedAt} />
  ) : (
    <>
      {startedAt === null ? 'queued ' : 'started '}
      <Age at={startedAt ?? createdAt} />
    </>
  )
