import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
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
  'forms',
  'settings',
  'state',
  'print',
]

/** Reads everything that browsers get. Throws when a file is missing: the build left it out. */
export async function readAssets(folder: string): Promise<Assets> {
  const [htmx, ...parts] = await Promise.all([
    readFile(join(folder, 'vendor', 'htmx.min.js'), 'utf8'),
    ...scripts.map((name) => readScript(folder, name)),
  ])
  const still = (name: string) => readFile(join(folder, 'static', name), 'utf8')
  const [icons, favicon, ...sheets] = await Promise.all([
    still('icons.svg'),
    still('favicon.svg'),
    ...styles.map((name) => still(join('style', `${name}.css`))),
  ])
  return {
    script: asset('app', 'js', [htmx, ...parts].join('\n')),
    style: asset('app', 'css', sheets.join('\n')),
    icons: asset('icons', 'svg', icons),
    favicon: asset('favicon', 'svg', favicon),
  }
}

/** Ours come compiled out of the build, and from the source where nothing was built. */
async function readScript(folder: string, name: string): Promise<string> {
  if (name.endsWith('.min')) return readFile(join(folder, 'vendor', `${name}.js`), 'utf8')
  try {
    return lean(await readFile(join(folder, 'browser', `${name}.js`), 'utf8'))
  } catch {
    const source = await readFile(join(folder, 'browser', `${name}.ts`), 'utf8')
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
