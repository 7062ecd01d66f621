import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Handler, type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { paths } from '../paths.ts'
import { hardened, seeOther } from '../respond.ts'
import { badgeOf, type Metric, metrics, missingBadge } from './badge.ts'
import { type Kept, keep, type SendInit, send } from './kept.ts'
import type { Dress } from './page.tsx'
import type { Shown } from './show.tsx'
import type { Status } from './status.ts'

/**
 * What everybody may see. All of it is the same for everybody and comes out of memory, so it is
 * served without asking who asks: also while the database is away.
 */
export function statusRoutes(status: Status, dress: Dress): WebRoute[] {
  const get = (path: string, handler: Handler): WebRoute => ({
    method: 'GET',
    path,
    access: 'public',
    forAnyone: true,
    handler,
  })
  const policy = { 'Content-Security-Policy': dress.policy }
  const sends =
    (what: (shown: Shown) => Kept): Handler =>
    (c) =>
      send(c, what(status.shown()), status.isKnown() ? { headers: policy } : notYet(policy))
  return [
    get(
      paths.status.page,
      sends(({ page }) => page),
    ),
    get(paths.status.parts, (c) =>
      wantsFragment(c) ? sends(({ parts }) => parts)(c) : seeOther(paths.status.page),
    ),
    get(
      paths.status.json,
      sends(({ json }) => json),
    ),
    get(
      paths.status.atom,
      sends(({ atom }) => atom),
    ),
    get(paths.status.stream, (c) => stream(c, status)),
    get('/status/badge/:file', (c) => badge(c, status)),
  ]
}

/** Nothing is known before the database was read once. */
const notYet = (headers: Readonly<Record<string, string>>): SendInit => ({
  status: 503,
  headers: { ...headers, 'Cache-Control': 'no-store', 'Retry-After': '5' },
})

/** A badge runs nothing and loads nothing, even where somebody opens it as a page of its own. */
const badgeHeaders = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'Cache-Control': 'public, max-age=60',
}

const svg = 'image/svg+xml; charset=utf-8'

/** `/status/badge/KEY.svg?metric=state|uptime`, where KEY is an id or the slug of a name. */
function badge(c: HttpContext, status: Status): Promise<Response> {
  const { find, snapshot } = status.shown()
  const file = c.req.param('file') ?? ''
  const service = file.endsWith('.svg') ? find(file.slice(0, -4)) : undefined
  if (service === undefined) {
    // The same answer for what is private and for what does not exist.
    return send(c, keep(missingBadge, svg), { status: 404, headers: badgeHeaders })
  }
  const drawn = badgeOf(service, metricOf(c), snapshot.stale)
  return send(c, keep(drawn, svg), { headers: badgeHeaders })
}

const metricOf = (c: HttpContext): Metric =>
  metrics.find((metric) => metric === c.req.query('metric')) ?? 'state'

const streamHeaders = hardened({
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
  Connection: 'close',
})

/** The page asks by itself meanwhile. In seconds. */
const retryAfter = '60'

function stream(c: HttpContext, { streams }: Status): Response {
  if (c.req.method === 'HEAD') return new Response(null, { headers: streamHeaders })
  const leave = streams.admit(c.get('address'))
  if (leave === null) {
    return new Response('Too many live pages are open. This one asks once a minute.\n', {
      status: 429,
      headers: hardened({
        'Content-Type': 'text/plain; charset=utf-8',
        'Cache-Control': 'no-store',
        'Retry-After': retryAfter,
      }),
    })
  }
  const { outgoing } = c.env
  // A tab may leave while it is still being let in; its `close` is over then.
  if (outgoing.destroyed) {
    leave()
    return RESPONSE_ALREADY_SENT
  }
  outgoing.removeHeader('Transfer-Encoding')
  outgoing.writeHead(200, { ...streamHeaders, 'X-Request-Id': c.get('requestId') })
  const since = c.req.header('Last-Event-ID') || c.req.query('since') || ''
  streams.open(outgoing, since.slice(0, 64), leave)
  return RESPONSE_ALREADY_SENT
}
