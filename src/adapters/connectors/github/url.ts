/** Where github.com is spoken to. */
export const publicApi = 'https://api.github.com'

/** Whether a host is one of GitHub's own: github.com, or Enterprise Cloud with data residency (`octocorp.ghe.com`). */
const isCloud = (host: string): boolean => host === 'github.com' || host.endsWith('.ghe.com')

/**
 * The base of the API for an address as people give it: the API's own, or the one that they see in
 * the browser. An Enterprise Server answers under `/api/v3`
 * (https://docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api),
 * GitHub's own hosts have another name for it.
 * @returns without a slash at the end; `null` for what is no address, or has credentials, a query or a fragment.
 */
export function apiUrlOf(text: string): string | null {
  if (/[\p{Cc}\\]/u.test(text) || !/^https?:\/\/[^/?#]/i.test(text)) return null
  const url = URL.parse(text)
  if (url === null || `${url.username}${url.password}${url.search}${url.hash}` !== '') return null
  const path = url.pathname.replace(/\/+$/, '')
  const host = url.host.replace(/^www\./, '')
  if (isCloud(host) && !host.startsWith('api.')) return `${url.protocol}//api.${host}`
  const isServer = path === '' && !host.startsWith('api.')
  return `${url.origin}${isServer ? '/api/v3' : path}`
}

/** Where the pages are that belong to an API; `null` where that cannot be told. */
export function webUrlOf(api: string): string | null {
  const { origin, protocol, host, pathname } = new URL(api)
  if (pathname.endsWith('/api/v3')) return `${origin}${pathname.slice(0, -'/api/v3'.length)}`
  const cloud = host.replace(/^api\./, '')
  return cloud !== host && isCloud(cloud) ? `${protocol}//${cloud}` : null
}

/** The text as segments of a path: each is encoded, the slashes stay. */
export const segments = (text: string): string => text.split('/').map(encodeURIComponent).join('/')

/** The page of a branch. Its slashes stay slashes there, unlike in the API. */
export const branchPage = (repository: string | null, branch: string): string | null =>
  repository === null ? null : `${repository}/tree/${segments(branch)}`
