import { type ConnectionId, parseId } from '../../../kernel/index.ts'
import { dayOf } from '../../../modules/pipelines/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { sendPage } from '../page.tsx'
import {
  StatsPage,
  StatsPanels,
  type StatsProps,
  type StatsView,
  statsAt,
  statsRanges,
} from '../pages/ci-stats.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { sendPart, unlessAway, viewed } from './part.ts'

/** What all runs add up to. */
export function ciStatsRoutes(site: Site): WebRoute[] {
  return [
    viewed(paths.ciStats, (c) => show(c, site)),
    viewed(paths.partials.ciStats, (c) => part(c, site)),
  ]
}

const viewOf = (c: HttpContext): StatsView => ({
  days: statsRanges.find((days) => String(days) === c.req.query('days')) ?? 30,
  connection: parseId<ConnectionId>(c.req.query('connection') ?? ''),
})

async function statsOf(c: HttpContext, site: Site): Promise<StatsProps> {
  const { board, pipelines, connections, clock, timeZone } = site
  const view = viewOf(c)
  const rev = board.markOf('ci')
  const to = dayOf(clock.now(), timeZone)
  const query = {
    from: to - view.days + 1,
    to,
    ...(view.connection !== null && { connectionId: view.connection }),
  }
  const statistics = await unlessAway(pipelines.statistics(query))
  return { view, rev, timeZone, titleOf: connections.platforms.titleOf, statistics }
}

async function show(c: HttpContext, site: Site): Promise<Response> {
  const [stats, connections] = await Promise.all([
    statsOf(c, site),
    unlessAway(site.connections.list()),
  ])
  return sendPage(c, site, {
    title: 'Statistics',
    content: <StatsPage {...stats} connections={connections ?? []} />,
  })
}

async function part(c: HttpContext, site: Site): Promise<Response> {
  if (!wantsFragment(c)) return seeOther(statsAt(paths.ciStats, viewOf(c)))
  const props = await statsOf(c, site)
  return sendPart(
    c,
    site,
    props.statistics === null ? null : site.render(<StatsPanels {...props} />),
  )
}
