import { createHash } from 'node:crypto'
import { stripTypeScriptTypes } from 'node:module'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** A file for browsers, under a name that has the hash of its content in it. */
export type Asset = {
  readonly path: string
  readonly type: string
  readonly body: Uint8Array
  /** Compressed once, at start, in the background. */
  readonly packed: Promise<{ readonly br: Uint8Array; readonly gzip: Uint8Array }>
}

export type Assets = {
  readonly script: Asset
  readonly style: Asset
  readonly icons: Asset
  readonly favicon: Asset
}

/**
 * The scripts in the order in which they must run. They are one file, because htmx starts between
 * two deferred ones, and a page whose stream part comes late would stay without a stream and say nothing.
 */
const scripts = [
  'trusted-types',
  'revisions',
  'hx-sse.min',
  'age-text',
  'place',
  'poll',
  'chip',
  'live',
  'page',
  'refusals',
  'forms',
  'typed',
  'refresh',
  'dialogs',
  'theme',
  'palette',
  'keys',
  'bulk',
]

/** The parts of the one style sheet. Layers decide between rules, so only `tokens`, which orders them, must come first. */
const styles = [
  'tokens',
  'base',
  'shell',
  'controls',
  'overlays',
  'list',
  'bulk',
  'service',
  'ci',
  'ci-detail',
  'forms',
  'settings',
  'state',
  'print',
]

/** The text of a file of this wing that is not code. Throws when there is none. */
export type ReadFile = (name: string) => string

/** Reads everything that browsers get. Throws when a file is missing: the build left it out. */
export function readAssets(readFile: ReadFile): Assets {
  const parts = scripts.map((name) => readScript(readFile, name))
  const sheets = styles.map((name) => readFile(`static/style/${name}.css`))
  return {
    // Neither a last statement nor a comment runs on into the next part.
    script: asset('app', 'js', [readFile('vendor/htmx.min.js'), ...parts].join('\n;')),
    style: asset('app', 'css', sheets.join('\n')),
    icons: asset('icons', 'svg', readFile('static/icons.svg')),
    favicon: asset('favicon', 'svg', readFile('static/favicon.svg')),
  }
}

/** Ours come compiled out of the build, and from the source where nothing was built. */
function readScript(readFile: ReadFile, name: string): string {
  if (name.endsWith('.min')) return readFile(`vendor/${name}.js`)
  try {
    return lean(readFile(`browser/${name}.js`))
  } catch {
    const source = readFile(`browser/${name}.ts`)
    // Spaces stand where the types were.
    return lean(stripTypeScriptTypes(source)).replace(/ {2,}/g, ' ')
  }
}

/** Without the indentation and the comments that stand on lines of their own: they are for readers of the source. */
const lean = (script: string): string =>
  script.replace(/^\s*(?:\/\/.*|\/\*[\s\S]*?\*\/)\s*$/gm, '').replace(/^\s+/gm, '')

const types = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
} as const

function asset(name: string, extension: keyof typeof types, text: string): Asset {
  const body = new TextEncoder().encode(text)
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return {
    path: `/a/${name}.${hash}.${extension}`,
    type: types[extension],
    body,
    packed: pack(body),
  }
}

async function pack(body: Uint8Array): Promise<{ br: Uint8Array; gzip: Uint8Array }> {
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength }
  const [br, zip] = await Promise.all([
    promisify(brotliCompress)(body, { params }),
    promisify(gzip)(body, { level: 9 }),
  ])
  return { br, gzip: zip }
}
