import type { Child } from 'hono/jsx'
import type { Seq, User } from '../../../kernel/index.ts'
import type { Assets } from '../assets/index.ts'
import { hx, Icon } from '../fragments/index.ts'
import { paths } from '../paths.ts'

export type LayoutProps = {
  readonly siteTitle: string
  readonly title: string
  readonly assets: Assets
  readonly user: User | null
  /** The path of the page, to mark it in the navigation. */
  readonly path: string
  /** The page came over plain http from elsewhere than this computer. */
  readonly exposed: boolean
  /** What its stream carries and from where on; `null` for a page that stands still. */
  readonly live: { readonly topics: string; readonly since: Seq } | null
  readonly children?: Child
}

/**
 * htmx as this site uses it. `noSwap` keeps a proxy's error page out of a panel, `open` an opened
 * `<details>` open, and a broken stream is tried again every five seconds at the latest.
 */
const htmxConfig = JSON.stringify({
  extensions: 'pharos-tt,pharos-rev,sse',
  morphIgnore: ['data-htmx-powered', 'open'],
  noSwap: [204, 304, '5xx'],
  history: 'reload',
  sse: { reconnectMaxDelay: 5_000 },
})

/** Every page: what stands around the content. */
export const Layout = (props: LayoutProps) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`${props.title} · ${props.siteTitle}`}</title>
      <meta name="htmx-config" content={htmxConfig} />
      <link rel="stylesheet" href={props.assets.style.path} />
      <link rel="icon" href={props.assets.favicon.path} type="image/svg+xml" />
      {props.user !== null && <script defer src={props.assets.script.path} />}
    </head>
    <body>
      <a class="skip" href="#main">
        Skip to content
      </a>
      {props.live !== null && <StreamLine {...props.live} />}
      <Header {...props} />
      {props.exposed && <Exposed />}
      <main id="main" tabindex={-1}>
        {props.children}
      </main>
      <div id="toasts" role="status" aria-live="polite" />
    </body>
  </html>
)

/** Stands outside of everything that is swapped, so that nothing cuts the stream. */
const StreamLine = ({ topics, since }: { topics: string; since: Seq }) => (
  <div
    id="stream"
    {...hx({
      'hx-sse:connect': `${paths.stream}?t=${topics}&since=${since}`,
      'hx-sse:close': 'bye',
      'hx-swap': 'none',
      // The first connection is not tried again by itself; a second one beside a living one is not made.
      'hx-trigger': 'load, every 15s',
    })}
  />
)

const Header = ({ siteTitle, user, path, live }: LayoutProps) => (
  <header class="top">
    <a class="brand" href={paths.overview}>
      <Icon name="beacon" />
      <span>{siteTitle}</span>
    </a>
    {user !== null && (
      <>
        <nav aria-label="Main">
          {places.map(({ href, word }) => (
            <a href={href} aria-current={href === path ? 'page' : undefined}>
              {word}
            </a>
          ))}
        </nav>
        {live !== null && (
          <p id="chip" class="chip" role="status">
            <a href={path}>Refresh</a>
          </p>
        )}
        <form class="out" method="post" action={paths.logout}>
          <button type="submit" title={user.email}>
            Log out
          </button>
        </form>
      </>
    )}
  </header>
)

const places = [
  { href: paths.overview, word: 'Overview' },
  { href: paths.services, word: 'Services' },
  { href: paths.account, word: 'Account' },
] as const

const Exposed = () => (
  <p class="exposed" role="note">
    <Icon name="warning" />
    <span>
      This page came over plain http. Passwords and tokens can be read on the way; put Pharos behind
      https.
    </span>
  </p>
)
