import { createHash } from 'node:crypto'
import type { Assets, ReadFile } from '../assets/index.ts'
import { hx, insert } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { contentSecurityPolicy } from '../respond.ts'
import { type Snapshot, totalOf } from './golden.ts'
import { Foot, partIds, ServiceList, TruthLine, Windows } from './parts.tsx'
import { worstOf } from './snapshot.ts'

/** Beyond this a list helps nobody; the sentence above it counts them all. */
export const shownMost = 200

/** Style and glyphs stand in the page, so that a copy of the file is the whole page. */
export type Dress = {
  readonly style: string
  readonly glyphs: string
  readonly policy: string
  readonly assets: Pick<Assets, 'script' | 'favicon'>
}

const glyphNames = 'check|warning|down|unknown|paused|wrench|clock'

export function createDress(readFile: ReadFile, assets: Assets): Dress {
  const sheets = ['tokens', 'status'].map((name) => readFile(`static/style/${name}.css`))
  const style = sheets
    .join('\n')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .trim()
  const symbols = readFile('static/icons.svg').matchAll(
    new RegExp(`<symbol id="(?:${glyphNames})".*?</symbol>`, 'g'),
  )
  const hash = createHash('sha256').update(style).digest('base64')
  return {
    style,
    glyphs: [...symbols].join(''),
    policy: contentSecurityPolicy.replace("style-src 'self'", `style-src 'sha256-${hash}'`),
    assets,
  }
}

/** As the pages of the app, but for how often a broken stream is tried: here are many, and no hurry. */
const htmxConfig = JSON.stringify({
  extensions: 'pharos-tt,pharos-rev,sse',
  morphIgnore: ['data-htmx-powered', 'open'],
  noSwap: [204, 304, '4xx', '5xx'],
  history: 'reload',
  sse: { reconnectMaxDelay: 60_000, connectTimeout: 10_000 },
})

/** How often the page asks by itself, whether or not a stream gets through. In seconds. */
const askEvery = 60

type PageProps = {
  readonly snapshot: Snapshot
  readonly dress: Dress
  /** Names what the page shows, for its stream. */
  readonly edition: string
}

export const StatusPage = ({ snapshot, dress, edition }: PageProps) => (
  <html lang="en" data-shortcuts="off">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`Status · ${snapshot.title}`}</title>
      <meta name="htmx-config" content={htmxConfig} />
      <noscript>
        <meta http-equiv="refresh" content={String(askEvery)} />
      </noscript>
      <style>{insert(dress.style)}</style>
      <link rel="icon" href={dress.assets.favicon.path} type="image/svg+xml" />
      <link rel="alternate" type="application/atom+xml" title="Changes" href={paths.status.atom} />
      <script defer src={dress.assets.script.path} />
    </head>
    <body>
      <a class="skip" href={`#${partIds.list}`}>
        Skip to services
      </a>
      <svg class="sprite" width="0" height="0" aria-hidden="true">
        {insert(dress.glyphs)}
      </svg>
      <Following edition={edition} />
      <header>
        <h1>{snapshot.title}</h1>
      </header>
      <main>
        <TruthLine snapshot={snapshot} />
        <Windows windows={snapshot.windows} />
        <ServiceList
          shown={worstOf(snapshot.services, shownMost)}
          total={totalOf(snapshot.counts)}
        />
      </main>
      <footer>
        <Foot asOf={snapshot.asOf} stale={snapshot.stale} />
      </footer>
    </body>
  </html>
)

/**
 * The stream, and beside it a question from time to time: where the server has no room for another
 * stream, or something on the way holds it up, the page is still of now. Its id is not `stream`, so
 * the watch over the app's own stream leaves it alone.
 */
const Following = ({ edition }: { edition: string }) => (
  <>
    <div
      id="status-stream"
      {...hx({
        'hx-sse:connect': `${paths.status.stream}?since=${edition}`,
        'hx-sse:close': 'bye',
        'hx-swap': 'none',
        // hx-sse does not try a first connection again by itself.
        'hx-trigger': `load, every ${askEvery}s`,
      })}
    />
    <div
      {...hx({
        'hx-get': paths.status.parts,
        'hx-swap': 'none',
        'hx-trigger': `every ${askEvery}s`,
      })}
    />
  </>
)
