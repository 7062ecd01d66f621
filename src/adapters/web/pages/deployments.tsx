import type { Page } from '../../../kernel/index.ts'
import type { Deployment } from '../../../modules/pipelines/index.ts'
import { Age, ciMarkId, deploymentWords, following, plain, RunState } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { EnvironmentMatrix, type ProjectEnvironments } from './deployment-matrix.tsx'
import { Lines } from './lines.tsx'
import { Lead } from './out-link.tsx'
import { Pager } from './pager.tsx'
import { durationText, shortSha } from './run-words.tsx'
import { ciTabs, Tabs } from './tabs.tsx'

export type DeploymentsView = {
  /** Empty: all of them. */
  readonly environment: string
  readonly page: number
}

export type DeploymentsProps = {
  readonly view: DeploymentsView
  readonly rev: number
  /** Projects with the newest deployments first; `null` while the store is away. */
  readonly environments: readonly ProjectEnvironments[] | null
  /** Newest first; `null` while the store is away. */
  readonly deployments: Page<Deployment & { readonly platform: string }> | null
}

/** The address of such a list; what is usual is left out. */
export function deploymentsAt(base: string, { environment, page }: DeploymentsView): string {
  const query = new URLSearchParams({
    ...(environment !== '' && { environment }),
    ...(page !== 1 && { page: String(page) }),
  }).toString()
  return query === '' ? base : `${base}?${query}`
}

/** What is where, and what was put there lately. */
export const DeploymentsPage = (props: DeploymentsProps) => (
  <>
    <header class="title">
      <h1>Deployments</h1>
    </header>
    <Tabs label="CI" tabs={ciTabs} at={paths.deployments} />
    <DeploymentPanels {...props} />
  </>
)

export const DeploymentPanels = ({ view, rev, environments, deployments }: DeploymentsProps) => (
  <div
    id="deployments"
    class="panels"
    {...following({
      follows: ciMarkId('all'),
      from: deploymentsAt(paths.partials.deployments, view),
      rev,
    })}
  >
    <section class="panel" aria-labelledby="h-environments">
      <header>
        <h2 id="h-environments">Environments</h2>
        <small>the latest deployment to each</small>
      </header>
      {environments === null ? (
        <p class="note">The environments cannot be read now. They come back by themselves.</p>
      ) : (
        <EnvironmentMatrix projects={environments} />
      )}
    </section>
    <section class="panel" aria-labelledby="h-latest">
      <header>
        <h2 id="h-latest">
          {view.environment === ''
            ? 'Latest deployments'
            : `Deployments to ${plain(view.environment)}`}
        </h2>
        {view.environment !== '' && <a href={paths.deployments}>All environments</a>}
      </header>
      {deployments === null ? (
        <p class="note">The deployments cannot be read now. They come back by themselves.</p>
      ) : (
        <Latest view={view} deployments={deployments} />
      )}
    </section>
  </div>
)

type LatestProps = Pick<DeploymentsProps, 'view'> & {
  readonly deployments: NonNullable<DeploymentsProps['deployments']>
}

const columns = ['Project', 'Status', 'Environment', 'Commit', 'By', 'Duration', 'Began']

const Latest = ({ view, deployments }: LatestProps) => {
  if (deployments.total === 0) return <p class="note">None is known yet.</p>
  return (
    <>
      <Lines caption="Deployments, newest first" columns={columns} acts={false}>
        {deployments.items.map((deployment) => (
          <DeploymentRow deployment={deployment} />
        ))}
      </Lines>
      <Pager
        page={deployments}
        noun="deployments"
        to={(page) => `${deploymentsAt(paths.deployments, { ...view, page })}#h-latest`}
      />
    </>
  )
}

export const DeploymentState = ({ deployment: { status, rawStatus } }: DeploymentProps) => (
  <RunState
    status={status}
    word={deploymentWords[status]}
    {...(status === 'unknown' && { detail: plain(rawStatus) })}
  />
)

type DeploymentProps = { readonly deployment: Deployment }

const DeploymentRow = ({ deployment }: DeploymentProps) => {
  const { id, projectId, project, environment, author, createdAt, finishedAt } = deployment
  return (
    <tr id={`deployment-${id}`}>
      <th scope="row">
        <b>
          <a href={paths.project(projectId)}>{plain(project)}</a>
        </b>
      </th>
      <td>
        <DeploymentState deployment={deployment} />
      </td>
      <td data-label="to">
        <a href={deploymentsAt(paths.deployments, { environment, page: 1 })}>
          {plain(environment)}
        </a>
      </td>
      <td>
        <Deployed deployment={deployment} />
      </td>
      <td data-label="by">{author === null ? '–' : plain(author)}</td>
      <td class="took" data-label="took">
        {durationText(finishedAt === null ? null : finishedAt - createdAt)}
      </td>
      <td>
        <Age at={createdAt} />
      </td>
    </tr>
  )
}

/** What was deployed, with the way to the run that did it. */
const Deployed = ({ deployment: { sha, ref, runId, webUrl } }: DeploymentProps) => (
  <span class="commit">
    {ref !== null && <span>{plain(ref)}</span>}{' '}
    {sha !== null && <code title={plain(sha)}>{plain(shortSha(sha))}</code>}{' '}
    {runId !== null ? (
      <a href={paths.run(runId)}>run</a>
    ) : (
      webUrl !== null && <Lead to={webUrl}>platform</Lead>
    )}
  </span>
)
