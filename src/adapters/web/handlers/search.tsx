import type { Service } from '../../../modules/services/index.ts'
import { everything, listOf } from '../board/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { sendPage } from '../page.tsx'
import { type Found, HelpPage, PaletteResults, SearchPage } from '../pages/index.ts'
import { paths } from '../paths.ts'
import { seeOther, sendHtml } from '../respond.ts'
import {
  findCommands,
  findPages,
  findProjects,
  findServices,
  longestQuery,
} from '../search/index.ts'
import type { Site } from '../site.ts'
import { projectsSoon } from './ci-panels.tsx'
import { theUser } from './common.ts'

/** What an answer lists: for a query, and for none. */
const mostServices = 20
const mostProjects = 10
const mostTroubled = 5

/** The search as a page and in the palette, and the shortcuts as a page. */
export function searchRoutes(site: Site): WebRoute[] {
  const get = { method: 'GET', access: 'viewer' } as const
  return [
    {
      ...get,
      path: paths.search,
      handler: async (c) => {
        const content = <SearchPage {...(await find(c, site))} />
        return sendPage(c, site, { title: 'Search', content })
      },
    },
    { ...get, path: paths.partials.palette, handler: (c) => sendResults(c, site) },
    {
      ...get,
      path: paths.help,
      handler: (c) => {
        const content = <HelpPage preferences={`${paths.account}#preferences`} />
        return sendPage(c, site, { title: 'Keyboard shortcuts', content })
      },
    },
  ]
}

async function sendResults(c: HttpContext, site: Site): Promise<Response> {
  const found = await find(c, site)
  if (!wantsFragment(c)) {
    return seeOther(`${paths.search}?q=${encodeURIComponent(found.query)}`)
  }
  return sendHtml(c, site.render(<PaletteResults {...found} />))
}

async function find(c: HttpContext, site: Site): Promise<Found> {
  const query = (c.req.query('q') ?? '').trim().slice(0, longestQuery)
  const user = theUser(c)
  const projects = query === '' ? [] : ((await projectsSoon(site))?.projects ?? [])
  return {
    query,
    commands: findCommands(user, query),
    services: query === '' ? troubled(site) : findServices(servicesOf(site), query, mostServices),
    projects: findProjects(projects, query, mostProjects),
    pages: findPages(user, query),
  }
}

/** Down before degraded, in the order that the overview keeps anyway. */
const troubled = ({ board }: Site): Service[] =>
  listOf(board, everything, mostTroubled)
    .entries.map(({ service }) => service)
    .filter(({ status }) => status === 'down' || status === 'degraded')

function* servicesOf({ board }: Site): Iterable<Service> {
  for (const { service } of board.entries()) yield service
}
