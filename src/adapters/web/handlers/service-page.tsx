import type { Service } from '../../../modules/services/index.ts'
import type { Markup } from '../fragments/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import { topicsText } from '../live/index.ts'
import { sendPage } from '../page.tsx'
import { ChecksPage, ServicePage, tabTitles } from '../pages/index.ts'
import type { Site } from '../site.ts'
import { eyesOf, serviceIdOf } from './common.ts'
import { createPanels, find, type Panels } from './service-panels.ts'
import { servicePartRoutes } from './service-parts.tsx'

/** The pages of one service and their parts. */
export function servicePageRoutes(site: Site): WebRoute[] {
  const panels = createPanels(site)
  return [
    {
      method: 'GET',
      path: '/services/:id',
      access: 'viewer',
      handler: (c) => showService(c, site, panels),
    },
    {
      method: 'GET',
      path: '/services/:id/checks',
      access: 'viewer',
      handler: (c) => showChecks(c, site, panels),
    },
    ...servicePartRoutes(site, panels),
  ]
}

async function showService(c: HttpContext, site: Site, panels: Panels): Promise<Response> {
  const service = await find(site, serviceIdOf(c))
  const [heartbeat, uptime, response, latest, history] = await Promise.all([
    panels.heartbeat(service, c),
    panels.uptime(service),
    panels.response(service, c.req.query('range')),
    panels.latest(service),
    panels.history(service),
  ])
  const shown = present(site, service)
  return sendPage(c, site, {
    title: tabTitles.service(shown.name),
    topics: topicsText({ health: true, detail: service.id }),
    content: (
      <ServicePage
        service={shown}
        eyes={eyesOf(c)}
        banner={site.fragments.banner()}
        head={headOf(site, service)}
        heartbeat={heartbeat}
        uptime={uptime}
        response={response}
        latest={latest}
        history={history}
      />
    ),
  })
}

async function showChecks(c: HttpContext, site: Site, panels: Panels): Promise<Response> {
  const service = await find(site, serviceIdOf(c))
  const checks = await panels.checks(service, c)
  return sendPage(c, site, {
    title: tabTitles.checks(service.name),
    topics: topicsText({ health: true, detail: service.id }),
    content: (
      <ChecksPage
        {...checks}
        eyes={eyesOf(c)}
        banner={site.fragments.banner()}
        head={headOf(site, service)}
      />
    ),
  })
}

/** As it is by now: the parts of the page were waited for. */
const present = (site: Site, service: Service): Service =>
  site.board.entry(service.id)?.service ?? service

function headOf(site: Site, service: Service): Markup {
  const seq = site.board.seq()
  return site.fragments.head(site.board.entry(service.id) ?? { service, seq, bornAt: seq })
}
