import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { parseTopics } from '../live/index.ts'
import { paths } from '../paths.ts'
import { hardened, seeOther, sendHtml } from '../respond.ts'
import type { Site } from '../site.ts'
import { eyesOf } from './common.ts'
import { isForAnother, positionOf } from './stream.ts'

const headers = { 'Cache-Control': 'no-store' }

/**
 * What the stream would bring, for a page that it does not reach: `GET /partials/sync?t=TOPICS&since=SEQ`.
 * `Pharos-Pulse` has the position to ask from next, the server's time and its version, as JSON. 205
 * says that the page has to load anew; `Pharos-Reset` why: `access` or `data`.
 */
export function syncRoutes(site: Site): WebRoute[] {
  const { sync } = paths.partials
  return [{ method: 'GET', path: sync, access: 'viewer', handler: (c) => changes(c, site) }]
}

async function changes(c: HttpContext, site: Site): Promise<Response> {
  if (!wantsFragment(c)) return seeOther(paths.overview)
  if (isForAnother(c)) return loadAnew('access')
  const arrivedAt = site.clock.monotonic()
  const position = positionOf(c)
  await site.board.reach(position.to)
  const view = { topics: parseTopics(c.req.query('t')), eyes: eyesOf(c) }
  const answer = site.hub.sync({ position, view, arrivedAt })
  if (answer.kind === 'reset') return loadAnew('data')
  return sendHtml(c, answer.markup, { headers: { ...headers, 'Pharos-Pulse': answer.pulse } })
}

const loadAnew = (why: 'access' | 'data'): Response =>
  new Response(null, { status: 205, headers: hardened({ ...headers, 'Pharos-Reset': why }) })
