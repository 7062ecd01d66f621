import type { ProjectId } from '../../../kernel/index.ts'
import type { Deployment, EnvironmentCell } from '../../../modules/pipelines/index.ts'
import { Age, amountText, deploymentWords, plain, RunState } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { shortSha } from './run-words.tsx'

export type ProjectEnvironments = {
  readonly projectId: ProjectId
  readonly project: string
  readonly cells: readonly EnvironmentCell[]
}

/** Columns that fit beside each other; the list below has the rest. */
const columnsMost = 8

/** The environments that most projects have, those of equally many by name; and how many there are. */
export function environmentsOf(projects: readonly ProjectEnvironments[]): {
  readonly shown: readonly string[]
  readonly total: number
} {
  const counts = new Map<string, number>()
  for (const { cells } of projects) {
    for (const { environment } of cells) {
      counts.set(environment, (counts.get(environment) ?? 0) + 1)
    }
  }
  const ordered = [...counts].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1))
  return { shown: ordered.slice(0, columnsMost).map(([name]) => name), total: ordered.length }
}

type MatrixProps = { readonly projects: readonly ProjectEnvironments[] }

/** Projects by environments: what is where. */
export const EnvironmentMatrix = ({ projects }: MatrixProps) => {
  if (projects.length === 0) return <p class="note">No deployment is known yet.</p>
  const { shown, total } = environmentsOf(projects)
  return (
    <>
      <section class="scroll" tabindex={0} aria-label="Environments of projects">
        <table class="matrix">
          <caption class="hidden">
            The latest deployment of each project to each environment
          </caption>
          <thead>
            <tr>
              <th scope="col">Project</th>
              {shown.map((environment) => (
                <th scope="col">{plain(environment)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {projects.map((project) => (
              <ProjectRow project={project} environments={shown} />
            ))}
          </tbody>
        </table>
      </section>
      {total > shown.length && (
        <p class="note">{`${amountText(total - shown.length)} more environments are in the list below.`}</p>
      )}
    </>
  )
}

type RowProps = {
  readonly project: ProjectEnvironments
  readonly environments: readonly string[]
}

const ProjectRow = ({ project: { projectId, project, cells }, environments }: RowProps) => (
  <tr>
    <th scope="row">
      <a href={paths.project(projectId)}>{plain(project)}</a>
    </th>
    {environments.map((environment) => {
      const cell = cells.find((one) => one.environment === environment)
      return (
        <td data-label={plain(environment)} data-some={cell === undefined ? 'false' : 'true'}>
          {cell === undefined ? <span class="none">–</span> : <Cell {...cell} />}
        </td>
      )
    })}
  </tr>
)

/** Where the latest failed, what still runs there is what went well before it. */
const Cell = ({ latest, lastSuccess }: EnvironmentCell) => (
  <>
    <RunState status={latest.status} word={deploymentWords[latest.status]} />
    <Version deployment={latest} />
    {latest.status === 'failed' && <LastSuccess deployment={lastSuccess} />}
  </>
)

const Version = ({ deployment: { sha, ref, runId, createdAt } }: { deployment: Deployment }) => {
  const version = sha === null ? ref : shortSha(sha)
  return (
    <small class="version">
      {version !== null && (
        <>
          {runId === null ? (
            <code>{plain(version)}</code>
          ) : (
            <a href={paths.run(runId)}>
              <code>{plain(version)}</code>
            </a>
          )}
          ,{' '}
        </>
      )}
      <Age at={createdAt} />
    </small>
  )
}

const LastSuccess = ({ deployment }: { deployment: Deployment | null }) =>
  deployment === null ? (
    <small class="version">never succeeded</small>
  ) : (
    <span class="before">
      <small>last success</small> <Version deployment={deployment} />
    </span>
  )
