import type { Markup } from '../fragments/index.ts'
import { type Handler, type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { topicsText } from '../live/index.ts'
import { sendPage } from '../page.tsx'
import { CiPage, CiPanel } from '../pages/ci.tsx'
import { CiOverview } from '../pages/ci-overview.tsx'
import { WallPage, WallPanel } from '../pages/ci-wall.tsx'
import { paths } from '../paths.ts'
import { ciQueryText, parseCiQuery } from '../projects/index.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import type { CiPanels } from './ci-panels.tsx'
import { sendPart } from './part.ts'

/** All projects, as a list and on a wall. */
export function ciRoutes(site: Site, panels: CiPanels): WebRoute[] {
  const get = (path: string, handler: Handler): WebRoute => ({
    method: 'GET',
    path,
    access: 'viewer',
    handler,
  })
  const { partials } = paths
  const { render } = site
  return [
    get(paths.ci, (c) => list(c, site, panels)),
    get(paths.ciWall, (c) => wall(c, site, panels)),
    get(
      partials.ci,
      part(site, paths.ci, async (c) => {
        const { panel } = await panels.list(c)
        return panel.rev === 0 ? null : render(<CiPanel {...panel} />)
      }),
    ),
    get(
      partials.ciWall,
      part(site, paths.ciWall, async (c) => {
        const panel = await panels.wall(c)
        return panel.rev === 0 ? null : render(<WallPanel {...panel} />)
      }),
    ),
    get(
      partials.ciOverview,
      part(site, paths.overview, async () => {
        const panel = await panels.overview()
        return panel.rev === 0 ? null : render(<CiOverview {...panel} />)
      }),
    ),
  ]
}

const topics = topicsText({ ci: 'all' })

async function list(c: HttpContext, site: Site, { list, titleOf }: CiPanels): Promise<Response> {
  const parts = await list(c)
  const mark = site.board.markOf('ci')
  const content = <CiPage {...parts} titleOf={titleOf} mark={mark} />
  return sendPage(c, site, { title: 'CI', topics, content })
}

async function wall(c: HttpContext, site: Site, { wall }: CiPanels): Promise<Response> {
  const panel = await wall(c)
  const content = <WallPage panel={panel} mark={site.board.markOf('ci')} />
  return sendPage(c, site, { title: 'CI', topics, frame: 'wall', content })
}

/** A panel for htmx; whoever opens its address in a browser gets the page. `null`: it cannot be read now. */
const part =
  (site: Site, page: string, draw: (c: HttpContext) => Promise<Markup | null>): Handler =>
  async (c) => {
    if (!wantsFragment(c)) return seeOther(`${page}${queryText(c)}`)
    return sendPart(c, site, await draw(c))
  }

const queryText = (c: HttpContext): string => ciQueryText(parseCiQuery((name) => c.req.query(name)))
