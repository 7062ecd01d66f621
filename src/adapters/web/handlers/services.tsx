import { Refusal, type ServiceId } from '../../../kernel/index.ts'
import type { OutcomeRecord } from '../../../modules/checks/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { withAges } from '../fragments/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { topicsText } from '../live/index.ts'
import { sendPage } from '../page.tsx'
import { DeletePage, OutcomesPanel, ServicePage } from '../pages/index.ts'
import { localPath, paths } from '../paths.ts'
import { seeOther, sendHtml } from '../respond.ts'
import type { Site } from '../site.ts'
import { actorOf, eyesOf, serviceIdOf } from './common.ts'

/** Outcomes that the page of a service shows. */
const outcomesShown = 25

/** One service: its page, pausing, and deleting. */
export function serviceRoutes(site: Site): WebRoute[] {
  return [
    { method: 'GET', path: '/services/:id', access: 'viewer', handler: (c) => show(c, site) },
    {
      method: 'GET',
      path: '/partials/services/:id/outcomes',
      access: 'viewer',
      handler: (c) => outcomesPart(c, site),
    },
    {
      method: 'GET',
      path: '/services/:id/delete',
      access: 'editor',
      handler: (c) => confirmDelete(c, site),
    },
    {
      method: 'POST',
      path: '/services/:id/delete',
      access: 'editor',
      handler: async (c) => {
        await remove(c, site)
        return seeOther(paths.services)
      },
    },
    {
      method: 'DELETE',
      path: '/services/:id',
      access: 'editor',
      handler: async (c) => {
        await remove(c, site)
        return sendHtml(c, '')
      },
    },
    {
      method: 'POST',
      path: '/services/:id/pause',
      access: 'editor',
      handler: (c) => setPaused(c, site, true),
    },
    {
      method: 'POST',
      path: '/services/:id/resume',
      access: 'editor',
      handler: (c) => setPaused(c, site, false),
    },
  ]
}

/** As the board has it, so that page and stream agree; else as the store does. */
async function find(site: Site, id: ServiceId): Promise<Service> {
  return site.board.entry(id)?.service ?? site.services.get(id)
}

async function show(c: HttpContext, site: Site): Promise<Response> {
  const service = await find(site, serviceIdOf(c))
  const outcomes = await latestOutcomes(site, service.id)
  const seq = site.board.seq()
  const entry = site.board.entry(service.id) ?? { service, seq, bornAt: seq }
  return sendPage(c, site, {
    title: service.name,
    topics: topicsText({ health: true, detail: service.id }),
    content: (
      <ServicePage
        service={entry.service}
        eyes={eyesOf(c)}
        banner={site.fragments.banner()}
        head={site.fragments.head(entry)}
        outcomes={outcomes}
      />
    ),
  })
}

/** `null` while the store is away: the rest of the page does not wait for it. */
async function latestOutcomes(site: Site, id: ServiceId): Promise<readonly OutcomeRecord[] | null> {
  try {
    const { items } = await site.outcomes.outcomesOf(id, { page: 1, limit: outcomesShown })
    return items
  } catch (error) {
    if (error instanceof Refusal && error.code === 'unavailable') return null
    throw error
  }
}

async function outcomesPart(c: HttpContext, site: Site): Promise<Response> {
  const id = serviceIdOf(c)
  if (!wantsFragment(c)) return seeOther(paths.service(id))
  const service = await find(site, id)
  const outcomes = await latestOutcomes(site, id)
  const markup = site.render(<OutcomesPanel service={service} outcomes={outcomes} />)
  return sendHtml(c, withAges(markup, site.clock.now()))
}

async function confirmDelete(c: HttpContext, site: Site): Promise<Response> {
  const service = await site.services.get(serviceIdOf(c))
  return sendPage(c, site, {
    title: `Delete ${service.name}`,
    content: <DeletePage service={service} />,
  })
}

async function remove(c: HttpContext, site: Site): Promise<void> {
  const seq = await site.services.remove(serviceIdOf(c), actorOf(c))
  await site.board.reach(seq)
}

async function setPaused(c: HttpContext, site: Site, paused: boolean): Promise<Response> {
  const id = serviceIdOf(c)
  const { rev } = await site.services.get(id)
  const change = { input: { paused }, expectedRev: rev }
  const { seq } = await site.services.patch(id, change, actorOf(c))
  await site.board.reach(seq)
  const entry = site.board.entry(id)
  if (!wantsFragment(c) || entry === undefined) return seeOther(cameFrom(c, paths.service(id)))
  return sendHtml(c, withAges(site.fragments.row(entry, eyesOf(c)), site.clock.now()))
}

/** The page that a button stood on: of this site, or the one given. */
function cameFrom(c: HttpContext, otherwise: string): string {
  const referer = URL.parse(c.req.header('Referer') ?? '')
  const here = new URL(c.req.url)
  if (referer === null || referer.host !== here.host) return otherwise
  return localPath(`${referer.pathname}${referer.search}`)
}
