/** Bitbucket Cloud, and where the API of it is. */
export const cloud = 'https://api.bitbucket.org/2.0'

/** What addresses of Data Center's API go on with; some copy them with that. */
const rest = /\/rest(?:\/.*)?$/

/**
 * An address without a slash at its end: of Cloud's API, or of a Data Center as people see it, which
 * may lie below a path. `null` for what is no such address, or holds credentials.
 */
export function addressOf(text: string): string | null {
  if (/[\p{Cc}\s\\?#]/u.test(text) || !/^https?:\/\/[^/]/i.test(text)) return null
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return null
  // People copy the address that they see; the API of Cloud has another.
  if (/^(?:www\.)?bitbucket\.org$/i.test(url.hostname)) return cloud
  const path = url.pathname.replace(/\/+$/, '').replace(rest, '')
  if (url.hostname === 'api.bitbucket.org') return `${url.origin}${path || '/2.0'}`
  return `${url.origin}${path}`
}

/** Whether an address is of a Data Center: every other than Cloud's, or one that ends as Cloud's does. */
export function isServer(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && url.hostname !== 'api.bitbucket.org' && !/\/2\.0$/.test(url.pathname)
}

/** `repositories/w/r` of `w/r`, encoded. */
export const repository = (fullName: string): string =>
  `repositories/${fullName.split('/').map(encodeURIComponent).join('/')}`

/** `api/latest/projects/K/repos/r` of `K/r`, encoded. */
export const serverRepository = (fullName: string): string => {
  const [key = '', slug = ''] = fullName.split('/')
  return `api/latest/projects/${encodeURIComponent(key)}/repos/${encodeURIComponent(slug)}`
}
