import { Refusal } from '../../../kernel/index.ts'
import { type Markup, withAges } from '../fragments/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import { hardened, sendHtml } from '../respond.ts'
import type { Site } from '../site.ts'

/** `null` while the store is away: the rest of a page does not wait for it. */
export async function unlessAway<Value>(reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof Refusal && error.code === 'unavailable') return null
    throw error
  }
}

/** A panel that could not be read is behind whatever it follows, so it is asked for again. */
export const shownBy = (read: unknown, rev: number): number => (read === null ? 0 : rev)

/** A panel for htmx. While the store is away it gets nothing, and what stands in the page stays. */
export const sendPart = async (
  c: HttpContext,
  site: Pick<Site, 'clock'>,
  markup: Markup | null,
): Promise<Response> =>
  markup === null
    ? new Response(null, { status: 204, headers: hardened({ 'Cache-Control': 'no-store' }) })
    : sendHtml(c, withAges(markup, site.clock.now()))

/** A page or a panel for everybody who is logged in. */
export const viewed = (path: string, handler: WebRoute['handler']): WebRoute => ({
  method: 'GET',
  access: 'viewer',
  path,
  handler,
})
