import type { Child } from 'hono/jsx'
import type { Role, User } from '../../../kernel/index.ts'
import type { Assets } from '../assets/index.ts'
import { hx, Icon } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import type { Preferences } from '../preferences.ts'
import { Header } from './header.tsx'
import { HelpDialog } from './help.tsx'
import { PaletteDialog } from './palette.tsx'

export type LayoutProps = {
  readonly siteTitle: string
  readonly title: string
  readonly assets: Assets
  readonly user: User | null
  readonly preferences: Preferences
  /** The path of the page, to mark it in the navigation. */
  readonly path: string
  /** The path with the query. */
  readonly address: string
  /** The page came over plain http from elsewhere than this computer. */
  readonly exposed: boolean
  /** What its stream carries and from where on; `null` for a page that stands still. */
  readonly live: { readonly topics: string; readonly since: string } | null
  /** `wall`: for a screen that nobody touches, so there is nothing to go to. */
  readonly frame?: Frame
  readonly children?: Child
}

export type Frame = 'site' | 'wall'

/** A wall without a script loads itself anew after so many seconds. */
const wallSeconds = 30

/**
 * htmx as this site uses it. `noSwap` keeps a proxy's error page out of a panel, `open` an opened
 * `<details>` open. How often a broken stream is tried again, browser/live.ts goes on to decide.
 */
const htmxConfig = JSON.stringify({
  extensions: 'pharos-tt,pharos-rev,sse',
  morphIgnore: ['data-htmx-powered', 'open'],
  noSwap: [204, 304, '5xx'],
  history: 'reload',
  sse: { reconnectMaxDelay: 900, connectTimeout: 10_000 },
})

/** Every page: what stands around the content. */
export const Layout = (props: LayoutProps) => (
  <html
    lang="en"
    data-theme={props.preferences.theme}
    data-density={props.preferences.density}
    data-shortcuts={props.preferences.shortcuts}
  >
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content={schemeOf(props.preferences)} />
      <title>{`${props.title} · ${props.siteTitle}`}</title>
      <meta name="htmx-config" content={htmxConfig} />
      <link rel="stylesheet" href={props.assets.style.path} />
      <link rel="icon" href={props.assets.favicon.path} type="image/svg+xml" />
      {props.frame === 'wall' && (
        <noscript>
          <meta http-equiv="refresh" content={String(wallSeconds)} />
        </noscript>
      )}
      {props.user !== null && <script defer src={props.assets.script.path} />}
    </head>
    <body class={bodyClass(props)}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      {props.live !== null && <StreamLine {...props.live} role={props.user?.role} />}
      <Top {...props} />
      {props.exposed && <Exposed />}
      <main id="main" tabindex={-1}>
        {props.children}
      </main>
      {props.user !== null && (
        <>
          {props.frame !== 'wall' && <Foot />}
          <PaletteDialog />
          <HelpDialog />
        </>
      )}
      <div id="toasts" role="status" aria-live="polite" />
    </body>
  </html>
)

const bodyClass = ({ user, frame }: LayoutProps): string | undefined => {
  if (user === null) return 'bare'
  return frame === 'wall' ? 'wall' : undefined
}

const Top = (props: LayoutProps) => {
  const chip = props.live !== null && <Chip address={props.address} />
  if (props.frame !== 'wall') return <Header {...props} chip={chip} />
  return (
    <header class="wall-top">
      <a href={paths.ci}>{props.siteTitle}</a>
      {chip}
    </header>
  )
}

/** What the browser paints before the sheet is there. */
const schemeOf = ({ theme }: Preferences): string => (theme === 'system' ? 'light dark' : theme)

const Foot = () => (
  <footer class="foot">
    <a href={paths.help} data-opens="help">
      Keyboard shortcuts
    </a>
    <a href="/api/docs">API documentation</a>
  </footer>
)

type StreamLineProps = {
  readonly topics: string
  /** A position, as text. */
  readonly since: string
  /** For whom the page was drawn: rows for somebody else have other columns. */
  readonly role?: Role | undefined
}

/** Stands outside of everything that is swapped, so that nothing cuts the stream. */
const StreamLine = ({ topics, since, role }: StreamLineProps) => (
  <div
    id="stream"
    {...hx({
      'hx-sse:connect': `${paths.stream}?t=${topics}${role === undefined ? '' : `&as=${role}`}&since=${since}`,
      'hx-sse:close': 'bye',
      'hx-swap': 'none',
      // hx-sse does not try a first connection again: browser/live.ts asks for that.
      'hx-trigger': 'load, connect',
    })}
  />
)

/** The script says in it how the stream is; without one it is the way to newer data. */
const Chip = ({ address }: { address: string }) => (
  <p id="chip" class="chip" role="status">
    <a href={address}>Refresh</a>
  </p>
)

const Exposed = () => (
  <p class="exposed" role="note">
    <Icon name="warning" />
    <span>
      This page came over plain http. Passwords and tokens can be read on the way; put Pharos behind
      https.
    </span>
  </p>
)
