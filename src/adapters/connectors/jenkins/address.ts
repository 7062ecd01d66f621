/**
 * The address of a server as people see it, with its context path and without a slash at its end:
 * `https://ci.example/jenkins`. `null` for what is no such address, or holds credentials.
 */
export function serverOf(text: string): string | null {
  if (/[\p{Cc}\s\\?#]/u.test(text) || !/^https?:\/\/[^/]/i.test(text)) return null
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return null
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}
