import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { parseTopics } from '../live/index.ts'
import { paths } from '../paths.ts'
import { hardened, seeOther, sendHtml } from '../respond.ts'
import type { Site } from '../site.ts'
import { eyesOf } from './common.ts'
import { cursorOf, isForAnother } from './stream.ts'

const headers = { 'Cache-Control': 'no-store' }

/**
 * What the stream would bring, for a page that it does not reach: `GET /partials/sync?t=TOPICS&since=SEQ`.
 * `Pharos-Pulse` has the position to ask from next, the server's time and its version, as JSON. 205
 * says that the page has to load anew.
 */
export function syncRoutes(site: Site): WebRoute[] {
  const { sync } = paths.partials
  return [{ method: 'GET', path: sync, access: 'viewer', handler: (c) => changes(c, site) }]
}

async function changes(c: HttpContext, site: Site): Promise<Response> {
  if (!wantsFragment(c)) return seeOther(paths.overview)
  const cursor = cursorOf(c)
  await site.board.reach(cursor)
  const view = { topics: parseTopics(c.req.query('t')), eyes: eyesOf(c) }
  const answer = site.hub.sync(cursor, view)
  if (answer.kind === 'reset' || isForAnother(c)) {
    return new Response(null, { status: 205, headers: hardened(headers) })
  }
  return sendHtml(c, answer.markup, { headers: { ...headers, 'Pharos-Pulse': answer.pulse } })
}
