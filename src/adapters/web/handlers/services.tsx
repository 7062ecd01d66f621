import { withAges } from '../fragments/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { sendPage } from '../page.tsx'
import { DeletePage } from '../pages/index.ts'
import { paths } from '../paths.ts'
import { seeOther, sendHtml } from '../respond.ts'
import type { Site } from '../site.ts'
import { actorOf, cameFrom, eyesOf, serviceIdOf } from './common.ts'
import { servicePageRoutes } from './service-page.tsx'

/** One service: its pages, pausing, and deleting. */
export function serviceRoutes(site: Site): WebRoute[] {
  return [
    ...servicePageRoutes(site),
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
