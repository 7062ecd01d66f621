/** What the address of the API ends with; some copy it with that. */
const api = /\/api\/v2$/

/**
 * The address of a Buildbot as people see it, with its path and without a slash at its end:
 * `https://ci.example/buildbot`. The place in its page does not belong to it. `null` for what is no
 * such address, or holds credentials.
 */
export function serverOf(text: string): string | null {
  if (/[\p{Cc}\s\\?]/u.test(text) || !/^https?:\/\/[^/]/i.test(text)) return null
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return null
  const path = url.pathname.replace(/\/+$/, '').replace(api, '').replace(/\/+$/, '')
  return `${url.origin}${path}`
}
