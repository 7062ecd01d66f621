import type { Child } from 'hono/jsx'
import type { Seq } from '../../kernel/index.ts'
import { withAges } from './fragments/index.ts'
import { type HttpContext, userOf } from './http.ts'
import { positionText } from './live/index.ts'
import { type Frame, Layout } from './pages/layout.tsx'
import { preferencesOf } from './preferences.ts'
import { type PageInit, sendHtml } from './respond.ts'
import type { Site } from './site.ts'

export type Page = PageInit & {
  readonly title: string
  readonly content: Child
  /** What its stream carries, as `topicsText` writes it. */
  readonly topics?: string
  readonly frame?: Frame
}

/** A whole page around some content. */
export function sendPage(c: HttpContext, site: Site, page: Page): Promise<Response> {
  const { topics = null, frame = 'site' } = page
  const markup = site.render(
    <Layout
      siteTitle={site.title}
      title={page.title}
      assets={site.assets}
      user={userOf(c)}
      preferences={preferencesOf(c)}
      path={c.req.path}
      address={`${c.req.path}${new URL(c.req.url).search}`}
      exposed={isExposed(c)}
      frame={frame}
      live={topics === null ? null : { topics, since: shownOf(site) }}
    >
      {page.content}
    </Layout>,
  )
  return sendHtml(c, `<!doctype html>${withAges(markup, site.clock.now())}`, page)
}

/** While the store is away a page says so, and whatever the stream brings later has to take that back. */
function shownOf({ board }: Site): string {
  const to = board.seq()
  return positionText({ from: board.stale() === null ? to : (0 as Seq), to })
}

/** Plain http to a name that is not this computer's own. */
function isExposed(c: HttpContext): boolean {
  // Unknown when the guard refused before it looked.
  const secure: boolean | undefined = c.get('secure')
  if (secure !== false) return false
  const { hostname } = new URL(c.req.url)
  return !(
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  )
}
