import type { ProjectView } from '../../../modules/pipelines/index.ts'
import { CiMark, type Markup } from '../fragments/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { topicsText } from '../live/index.ts'
import { sendPage } from '../page.tsx'
import { ProjectHead, ProjectPage } from '../pages/project.tsx'
import { BranchesPanel } from '../pages/project-branches.tsx'
import { RunsPanel } from '../pages/project-runs.tsx'
import { IssuesPanel, MergeRequestsPanel } from '../pages/project-snapshots.tsx'
import { TrendsPanel } from '../pages/project-trends.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import type { Abilities } from './abilities.ts'
import { createProjectPanels, type ProjectPanels } from './ci-project-panels.ts'
import { doneOf, eyesOf } from './common.ts'
import { idOf } from './ids.ts'
import { sendPart, viewed } from './part.ts'

/** One project of a platform, and its panels. */
export function ciProjectRoutes(site: Site, abilities: Abilities): WebRoute[] {
  const panels = createProjectPanels(site, abilities)
  return [
    viewed('/ci/:id', (c) => show(c, site, panels)),
    ...Object.entries(partsOf(site, panels)).map(([name, draw]) =>
      viewed(`/partials/ci/:id/${name}`, part(site, draw)),
    ),
    {
      method: 'POST',
      access: 'editor',
      path: '/ci/:id/refresh',
      handler: (c) => refresh(c, site),
    },
  ]
}

const dones = { refreshed: 'The platform is asked again. What is new appears by itself.' }

async function show(c: HttpContext, site: Site, panels: ProjectPanels): Promise<Response> {
  const id = idOf(c, 'project')
  const rev = site.board.markOf(id)
  const project = await site.pipelines.project(id)
  const [branches, runs, mergeRequests, issues, trends] = await Promise.all([
    panels.branches(project, c),
    panels.runs(project, c),
    panels.mergeRequests(project),
    panels.issues(project),
    panels.trends(project),
  ])
  const shown = { branches, runs, mergeRequests, issues, trends }
  return sendPage(c, site, {
    title: project.fullName,
    topics: topicsText({ ci: id }),
    content: (
      <>
        <CiMark of={id} at={site.board.markOf(id)} />
        <ProjectPage
          eyes={eyesOf(c)}
          done={doneOf(c, dones)}
          platform={site.connections.platforms.titleOf(project.platform)}
          head={panels.head(project, rev)}
          {...shown}
        />
      </>
    ),
  })
}

type Seen = { readonly project: ProjectView; readonly rev: number; readonly c: HttpContext }
type Draw = (seen: Seen) => Promise<Markup | null>

const partsOf = (site: Site, panels: ProjectPanels): Readonly<Record<string, Draw>> => ({
  head: async ({ project, rev }) => site.render(<ProjectHead {...panels.head(project, rev)} />),
  async branches({ project, c }) {
    const props = await panels.branches(project, c)
    return props.branches === null ? null : site.render(<BranchesPanel {...props} />)
  },
  async runs({ project, c }) {
    const props = await panels.runs(project, c)
    return props.runs === null ? null : site.render(<RunsPanel {...props} />)
  },
  async 'merge-requests'({ project }) {
    const props = await panels.mergeRequests(project)
    return isAway(props) ? null : site.render(<MergeRequestsPanel {...props} />)
  },
  async issues({ project }) {
    const props = await panels.issues(project)
    return isAway(props) ? null : site.render(<IssuesPanel {...props} />)
  },
  async trends({ project }) {
    const props = await panels.trends(project)
    return props.trends === null ? null : site.render(<TrendsPanel {...props} />)
  },
})

/** There would be something to read, and it cannot be read. */
const isAway = (props: { readonly unasked: string | null; readonly snapshot: unknown }): boolean =>
  props.unasked === null && props.snapshot === null

const part =
  (site: Site, draw: Draw): WebRoute['handler'] =>
  async (c) => {
    const id = idOf(c, 'project')
    if (!wantsFragment(c)) return seeOther(paths.project(id))
    const rev = site.board.markOf(id)
    const project = await site.pipelines.project(id)
    return sendPart(c, site, await draw({ project, rev, c }))
  }

async function refresh(c: HttpContext, site: Site): Promise<Response> {
  const id = idOf(c, 'project')
  await site.pipelines.refresh(id)
  return seeOther(`${paths.project(id)}?done=refreshed`)
}
