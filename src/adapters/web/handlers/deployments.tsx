import { CiMark } from '../fragments/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { topicsText } from '../live/index.ts'
import { sendPage } from '../page.tsx'
import {
  DeploymentPanels,
  DeploymentsPage,
  type DeploymentsProps,
  type DeploymentsView,
  deploymentsAt,
} from '../pages/deployments.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { pageOf } from './common.ts'
import { sendPart, unlessAway, viewed } from './part.ts'

/** What is where, and what was put there lately. */
export function deploymentRoutes(site: Site): WebRoute[] {
  return [
    viewed(paths.deployments, (c) => show(c, site)),
    viewed(paths.partials.deployments, (c) => part(c, site)),
  ]
}

const projectsShown = 100
const deploymentsShown = 25
/** Longer than platforms let an environment's name be. */
const longest = 300

const viewOf = (c: HttpContext): DeploymentsView => ({
  environment: (c.req.query('environment') ?? '').slice(0, longest),
  page: pageOf(c.req.query('page')),
})

async function deploymentsOf(c: HttpContext, site: Site): Promise<DeploymentsProps> {
  const { board, pipelines } = site
  const view = viewOf(c)
  const { environment, page } = view
  const rev = board.markOf('ci')
  const [environments, deployments] = await Promise.all([
    unlessAway(pipelines.environments(projectsShown)),
    unlessAway(
      pipelines.deployments(environment === '' ? {} : { environment }, {
        page,
        limit: deploymentsShown,
      }),
    ),
  ])
  const props = { view, environments, deployments }
  return { ...props, rev: isAway(props) ? 0 : rev }
}

const isAway = (of: Pick<DeploymentsProps, 'environments' | 'deployments'>): boolean =>
  of.environments === null || of.deployments === null

async function show(c: HttpContext, site: Site): Promise<Response> {
  const props = await deploymentsOf(c, site)
  return sendPage(c, site, {
    title: 'Deployments',
    topics: topicsText({ ci: 'all' }),
    content: (
      <>
        <CiMark at={site.board.markOf('ci')} />
        <DeploymentsPage {...props} />
      </>
    ),
  })
}

async function part(c: HttpContext, site: Site): Promise<Response> {
  if (!wantsFragment(c)) return seeOther(deploymentsAt(paths.deployments, viewOf(c)))
  const props = await deploymentsOf(c, site)
  return sendPart(c, site, isAway(props) ? null : site.render(<DeploymentPanels {...props} />))
}
