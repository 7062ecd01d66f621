import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { decideAccess, type User } from '../../../kernel/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import {
  farewell,
  type Position,
  parsePosition,
  parseTopics,
  type Standing,
} from '../live/index.ts'
import { paths } from '../paths.ts'
import { hardened } from '../respond.ts'
import type { Site } from '../site.ts'
import { eyesOf, theUser } from './common.ts'

/**
 * No cache keeps it, and no proxy gathers it up before it passes it on. Its end is the connection's
 * end: chunks would cost four writes for each message.
 */
const headers = hardened({
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
  Connection: 'close',
})

/** The live stream of a tab: `GET /stream?t=TOPICS&since=SEQ`. */
export function streamRoutes(site: Site): WebRoute[] {
  return [{ method: 'GET', path: paths.stream, access: 'viewer', handler: (c) => stream(c, site) }]
}

async function stream(c: HttpContext, site: Site): Promise<Response> {
  if (c.req.method === 'HEAD') return new Response(null, { headers })
  if (isForAnother(c)) return new Response(farewell.access, { headers })
  const arrivedAt = site.clock.monotonic()
  const position = positionOf(c)
  // Another process drew the page a moment ago: this one is about to read the same.
  await site.board.reach(position.to)
  const { outgoing } = c.env
  const user = theUser(c)
  const leave = site.hub.admit(user)
  // A tab may leave while it is still being let in; its `close` is over then.
  if (outgoing.destroyed) {
    leave()
    return RESPONSE_ALREADY_SENT
  }
  const view = { topics: parseTopics(c.req.query('t')), eyes: eyesOf(c) }
  const recheck = standingOf(user, c.get('recheck'), site)
  outgoing.removeHeader('Transfer-Encoding')
  outgoing.writeHead(200, { ...headers, 'X-Request-Id': c.get('requestId') })
  // What an earlier stream said of the store is not known any more; a page says that it is there.
  const toldStale = c.req.header('Last-Event-ID') ? undefined : null
  site.hub.open({ outgoing, view, arrivedAt, position, toldStale, user, recheck, leave })
  return RESPONSE_ALREADY_SENT
}

/** The role has changed since the page was drawn, so what is drawn now does not fit into it. */
export const isForAnother = (c: HttpContext): boolean =>
  (c.req.query('as') ?? theUser(c).role) !== theUser(c).role

/** A page shows what its user may do, so it does not outlive a change of the role. */
function standingOf(
  user: User,
  recheck: () => Promise<boolean>,
  { identity }: Site,
): () => Promise<Standing> {
  return async () => {
    if (!(await recheck())) return 'none'
    const { role } = await identity.accounts.get(user.userId)
    // A token has a role of its own, up to that of its user.
    if (user.via === 'token') {
      return decideAccess(user.role, { ...user, role }) === 'allowed' ? 'same' : 'other'
    }
    return role === user.role ? 'same' : 'other'
  }
}

/** Where a tab that comes back stopped reading, or where a new one was drawn. */
export const positionOf = (c: HttpContext): Position =>
  parsePosition(c.req.header('Last-Event-ID') || c.req.query('since') || '0')
