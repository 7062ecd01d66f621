import {
  everything,
  type ListQuery,
  listOf,
  overviewSize,
  parseListQuery,
  type ServiceList,
} from '../board/index.ts'
import { listPath, type Markup, withAges } from '../fragments/index.ts'
import { type Handler, type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { type ListTopic, topicsText } from '../live/index.ts'
import { sendPage } from '../page.tsx'
import { OverviewPage, ServicesPage } from '../pages/index.ts'
import { paths } from '../paths.ts'
import { seeOther, sendHtml } from '../respond.ts'
import type { Site } from '../site.ts'
import type { CiPanels } from './ci-panels.tsx'
import { eyesOf } from './common.ts'

/** The overview, the list of services, and their parts. */
export function boardRoutes(site: Site, ci: CiPanels): WebRoute[] {
  const { fragments, board } = site
  const get = (path: string, handler: Handler): WebRoute => ({
    method: 'GET',
    path,
    access: 'viewer',
    handler,
  })
  const listed = (c: HttpContext): ServiceList => listOf(board, queryOf(c))
  return [
    get(paths.overview, (c) => overview(c, site, ci)),
    get(paths.services, (c) => services(c, site)),
    get(
      paths.partials.stats,
      part(site, () => paths.overview, fragments.counts),
    ),
    get(
      paths.partials.table,
      part(site, pageOf, (c) => fragments.table(listed(c), eyesOf(c))),
    ),
    get(
      paths.partials.rows,
      part(site, pageOf, (c) => fragments.rows(listed(c), eyesOf(c))),
    ),
  ]
}

const queryOf = (c: HttpContext): ListQuery => parseListQuery((name) => c.req.query(name))

const pageOf = (c: HttpContext): string => listPath(queryOf(c))

async function overview(c: HttpContext, site: Site, panels: CiPanels): Promise<Response> {
  const { fragments, board } = site
  // Before all that has to stand at one point of the ledger.
  const ci = await panels.overview()
  const list = listOf(board, everything, overviewSize)
  const eyes = eyesOf(c)
  const parts = {
    banner: fragments.banner(),
    counts: fragments.counts(),
    table: fragments.worst(list, eyes),
    ci,
    mark: board.markOf('ci'),
  }
  const here = { path: paths.overview, eyes, idem: idemOf(site) }
  return sendPage(c, site, {
    title: 'Overview',
    topics: topicsText({ health: true, list: topicOf('overview', list), ci: 'all' }),
    content: <OverviewPage {...parts} {...here} />,
  })
}

function services(c: HttpContext, site: Site): Promise<Response> {
  const { fragments, board } = site
  const query = queryOf(c)
  const list = listOf(board, query)
  const eyes = eyesOf(c)
  const parts = {
    banner: fragments.banner(),
    statuses: fragments.statuses(query),
    tags: fragments.tags(query),
    table: fragments.table(list, eyes),
  }
  const here = { query, path: listPath(query), eyes, idem: idemOf(site) }
  return sendPage(c, site, {
    title: 'Services',
    topics: topicsText({ health: true, list: topicOf('services', list) }),
    content: <ServicesPage {...parts} {...here} />,
  })
}

/** A list that is on the page as a whole is followed as a whole; of a longer one, the rows that are there. */
function topicOf(place: ListTopic['place'], { query, entries, pages }: ServiceList): ListTopic {
  const rows = pages === 1 ? null : new Set(entries.map(({ service }) => service.id))
  return { place, query, rows }
}

/** A part of a page for htmx; whoever opens its address in a browser gets the page. */
function part(
  site: Site,
  page: (c: HttpContext) => string,
  draw: (c: HttpContext) => Markup,
): Handler {
  return (c) =>
    wantsFragment(c) ? sendHtml(c, withAges(draw(c), site.clock.now())) : seeOther(page(c))
}

/**
 * The key of the box for a list of addresses: the same until something changes, so that a page that
 * did not change is the same to the last letter.
 */
const idemOf = ({ board }: Site): string => `position-${board.seq()}`
