import { PlatformFault } from '../../../modules/pipelines/index.ts'

/** One link of a `Link` header: where it leads, and as what. */
export type Link = { readonly target: string; readonly rels: readonly string[] }

const mostLetters = 16_384
const parameter =
  /\s*;\s*(?<name>[^\s=;,]*)(?:\s*=\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<bare>[^\s;,"]*)))?/y
const target = /[\s,]*<(?<target>[^>]*)>/y
const end = /\s*(?:,|$)/y

/**
 * The address of the next page, or `null` on the last one. A relative one comes as it is, unless the
 * address that it came from is told. Throws `PlatformFault` for a header that cannot be read: a list
 * that ends there would be taken for whole.
 */
export function nextLink(headers: Headers, from?: string): string | null {
  const next = targetOf(headers, 'next')
  return next === null || from === undefined ? next : (URL.parse(next, from)?.href ?? next)
}

/** The number of the last page, where the platform says it. */
export function lastPage(headers: Headers): number | null {
  const last = targetOf(headers, 'last')
  const page = last === null ? null : URL.parse(last, 'https://any')?.searchParams.get('page')
  return page != null && /^\d{1,9}$/.test(page) ? Number(page) : null
}

const targetOf = (headers: Headers, rel: string): string | null =>
  parseLinks(headers.get('link') ?? '').find(({ rels }) => rels.includes(rel))?.target ?? null

/** RFC 8288, 3: a link with an anchor speaks of something else than the answer, and is left out. */
export function parseLinks(text: string): readonly Link[] {
  if (text.length > mostLetters) throw unreadable()
  const links: Link[] = []
  for (let at = 0; /[^\s,]/.test(text.slice(at)); ) {
    const head = matchAt(target, text, at)
    if (head === null) throw unreadable()
    const { parameters, after } = parametersAt(text, at + head[0].length)
    const tail = matchAt(end, text, after)
    if (tail === null) throw unreadable()
    at = after + tail[0].length
    const rels = (parameters.get('rel') ?? '').toLowerCase().split(/\s+/)
    if (!parameters.has('anchor')) links.push({ target: head.groups?.target ?? '', rels })
  }
  return links
}

/** Of a parameter that comes twice, the first counts. */
function parametersAt(text: string, from: number) {
  const parameters = new Map<string, string>()
  let after = from
  for (;;) {
    const found = matchAt(parameter, text, after)
    if (found === null) return { parameters, after }
    after += found[0].length
    const { name = '', quoted, bare = '' } = found.groups ?? {}
    const key = name.toLowerCase()
    const value = quoted?.replace(/\\(.)/g, '$1') ?? bare
    if (!parameters.has(key)) parameters.set(key, value)
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const unreadable = () =>
  new PlatformFault('malformed', 'the answer has a Link header that cannot be read')
