import type { ServiceId } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import type { Markup } from '../fragments/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import {
  ChecksPanel,
  HeartbeatPanel,
  HistoryPanel,
  LatestPanel,
  ResponsePanel,
  ServiceTitle,
  tabTitles,
  UptimePanel,
} from '../pages/index.ts'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { eyesOf, serviceIdOf } from './common.ts'
import { sendPart, viewed } from './part.ts'
import { find, type Panels } from './service-panels.ts'

/** The panels of a service's pages, each by itself. */
export function servicePartRoutes(site: Site, panels: Panels): WebRoute[] {
  return [
    viewed(
      '/partials/services/:id/title',
      part(site, paths.service, async (service, c) => {
        const kind = c.req.query('of') === 'checks' ? 'checks' : 'service'
        // htmx gives the browser's tab the title that comes with an answer.
        return site.render(
          <>
            <ServiceTitle service={service} eyes={eyesOf(c)} kind={kind} />
            <title>{`${tabTitles[kind](service.name)} · ${site.title}`}</title>
          </>,
        )
      }),
    ),
    viewed(
      '/partials/services/:id/outcomes',
      part(site, paths.service, async (service) => {
        const props = await panels.latest(service)
        return props.outcomes === null ? null : site.render(<LatestPanel {...props} />)
      }),
    ),
    viewed(
      '/partials/services/:id/uptime',
      part(site, paths.service, async (service) => {
        const props = await panels.uptime(service)
        return props.uptimes === null ? null : site.render(<UptimePanel {...props} />)
      }),
    ),
    viewed(
      '/partials/services/:id/response-times',
      part(site, paths.service, async (service, c) => {
        const props = await panels.response(service, c.req.query('range'))
        return props.series === null ? null : site.render(<ResponsePanel {...props} />)
      }),
    ),
    viewed(
      '/partials/services/:id/history',
      part(site, paths.service, async (service) => {
        const props = await panels.history(service)
        return props.items === null ? null : site.render(<HistoryPanel {...props} />)
      }),
    ),
    viewed(
      '/partials/services/:id/heartbeat',
      part(site, paths.service, async (service, c) => {
        const props = await panels.heartbeat(service, c)
        return props?.pings == null ? null : site.render(<HeartbeatPanel {...props} />)
      }),
    ),
    viewed(
      '/partials/services/:id/checks',
      part(site, paths.checksOf, async (service, c) => {
        const props = await panels.checks(service, c)
        return props.trail === null ? null : site.render(<ChecksPanel {...props} />)
      }),
    ),
  ]
}

type Draw = (service: Service, c: HttpContext) => Promise<Markup | null>

/** A panel for htmx. While the store is away it gets nothing, and what stands in the page stays. */
const part =
  (site: Site, page: (id: ServiceId) => string, draw: Draw): WebRoute['handler'] =>
  async (c) => {
    const id = serviceIdOf(c)
    if (!wantsFragment(c)) return seeOther(page(id))
    return sendPart(c, site, await draw(await find(site, id), c))
  }
