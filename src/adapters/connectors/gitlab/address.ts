/** What the address of GitLab's API ends with; some copy it with that. */
const api = /\/api\/v4$/

/**
 * The address of a server as people see it, without a slash at its end; a server may lie below a path:
 * `https://host.example/gitlab`. `null` for what is no such address, or holds credentials.
 */
export function serverOf(text: string): string | null {
  if (/[\p{Cc}\s\\?#]/u.test(text) || !/^https?:\/\/[^/]/i.test(text)) return null
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return null
  const path = url.pathname.replace(/\/+$/, '').replace(api, '').replace(/\/+$/, '')
  return `${url.origin}${path}`
}

/** Where the API of a server is. */
export const apiOf = (server: string): string => `${server}/api/v4`
