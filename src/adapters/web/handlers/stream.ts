import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Seq } from '../../../kernel/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import { parseTopics } from '../live/index.ts'
import { paths } from '../paths.ts'
import { hardened } from '../respond.ts'
import type { Site } from '../site.ts'
import { eyesOf } from './common.ts'

/** No cache keeps it, and no proxy gathers it up before it passes it on. */
const headers = hardened({
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
})

/** The live stream of a tab: `GET /stream?t=TOPICS&since=SEQ`. */
export function streamRoutes(site: Site): WebRoute[] {
  return [{ method: 'GET', path: paths.stream, access: 'viewer', handler: (c) => stream(c, site) }]
}

async function stream(c: HttpContext, site: Site): Promise<Response> {
  if (c.req.method === 'HEAD') return new Response(null, { headers })
  const cursor = cursorOf(c)
  // Another process drew the page a moment ago: this one is about to read the same.
  await site.board.reach(cursor)
  site.hub.admit()
  const { outgoing } = c.env
  if (outgoing.destroyed) return RESPONSE_ALREADY_SENT
  const view = { topics: parseTopics(c.req.query('t')), eyes: eyesOf(c) }
  const recheck = c.get('recheck')
  const requestId = c.get('requestId')
  outgoing.writeHead(200, { ...headers, 'X-Request-Id': requestId })
  site.hub.open({ outgoing, view, cursor, recheck })
  return RESPONSE_ALREADY_SENT
}

/** Where a tab that comes back stopped reading, or where a new one was drawn. */
function cursorOf(c: HttpContext): Seq {
  const text = c.req.header('Last-Event-ID') || c.req.query('since') || '0'
  return (/^\d{1,15}$/.test(text) ? Number(text) : 0) as Seq
}
