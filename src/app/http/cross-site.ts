import { Refusal } from '../../kernel/index.ts'

/** The headers of a request that say where it was made. */
export type Provenance = {
  readonly method: string
  /** `Sec-Fetch-Site`: the browser's own word. */
  readonly site: string | undefined
  /** `Origin` */
  readonly from: string | undefined
  readonly authorization: string | undefined
}

export type CrossSiteOptions = {
  /** The origin under which this request reached us. */
  readonly own: string
  readonly allowed: readonly string[]
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what another site makes a browser send with our user's cookie or remembered Basic
 * credentials. A bearer token is safe: no browser adds one by itself.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function refuseCrossSite(request: Provenance, options: CrossSiteOptions): void {
  if (safe.has(request.method) || /^bearer /i.test(request.authorization ?? '')) return
  if (!isCrossSite(request, options)) return
  throw new Refusal('forbidden', 'This request came from another site')
}

/** For WebSockets, where a safe method opens a channel: a foreign origin is refused, a missing one is no browser. */
export const isForeignOrigin = (from: string | undefined, options: CrossSiteOptions): boolean =>
  from !== undefined && !isKnown(from, options)

function isCrossSite({ site, from }: Provenance, options: CrossSiteOptions): boolean {
  if (from !== undefined && options.allowed.includes(from)) return false
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return isForeignOrigin(from, options)
}

const isKnown = (from: string, { own, allowed }: CrossSiteOptions): boolean =>
  from === own || allowed.includes(from)
