import { listOf, type ServiceList } from '../board/index.ts'
import type { Eyes, Markup } from '../fragments/index.ts'
import { withAges } from '../fragments/index.ts'
import { type Handler, type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { topicsText } from '../live/index.ts'
import { sendPage } from '../page.tsx'
import { OverviewPage, ServicesPage } from '../pages/index.ts'
import { paths } from '../paths.ts'
import { seeOther, sendHtml } from '../respond.ts'
import type { Site } from '../site.ts'
import { eyesOf, pageOf } from './common.ts'

/** The overview, the list of services, and their parts. */
export function boardRoutes(site: Site): WebRoute[] {
  const { fragments, board } = site
  const get = (path: string, handler: Handler): WebRoute => ({
    method: 'GET',
    path,
    access: 'viewer',
    handler,
  })
  return [
    get(paths.overview, (c) => {
      const list = listOf(board, 1)
      const props = { ...partsOf(site, list, eyesOf(c)), counts: fragments.counts() }
      return sendPage(c, site, {
        title: 'Overview',
        topics: topicsOf(list),
        content: <OverviewPage {...props} />,
      })
    }),
    get(paths.services, (c) => {
      const list = listOf(board, pageOf(c.req.query('page')))
      return sendPage(c, site, {
        title: 'Services',
        topics: topicsOf(list),
        content: <ServicesPage {...partsOf(site, list, eyesOf(c))} />,
      })
    }),
    get(
      paths.partials.stats,
      part(site, paths.overview, () => fragments.counts()),
    ),
    get(
      paths.partials.table,
      part(site, paths.services, (c) => fragments.table(listed(site, c), eyesOf(c))),
    ),
    get(
      paths.partials.rows,
      part(site, paths.services, (c) => fragments.rows(listed(site, c), eyesOf(c))),
    ),
  ]
}

const listed = (site: Site, c: HttpContext): ServiceList =>
  listOf(site.board, pageOf(c.req.query('page')))

const partsOf = (site: Site, list: ServiceList, eyes: Eyes) => ({
  banner: site.fragments.banner(),
  table: site.fragments.table(list, eyes),
})

/** A list that is on the page as a whole is followed as a whole; of a longer one, the rows that are there. */
function topicsOf(list: ServiceList): string {
  const health = true
  if (list.pages === 1) return topicsText({ health, list: true })
  const rows = new Set(list.entries.map(({ service }) => service.id))
  return topicsText({ health, rows })
}

/** A part of a page for htmx; whoever opens its address in a browser gets the page. */
export function part(site: Site, page: string, draw: (c: HttpContext) => Markup): Handler {
  return (c) =>
    wantsFragment(c)
      ? sendHtml(c, withAges(draw(c), site.clock.now()), {
          headers: { Vary: 'Accept-Encoding, Cookie, HX-Request' },
        })
      : seeOther(page)
}
