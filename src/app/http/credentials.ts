import type { Shown } from '../../modules/identity/index.ts'

/** Cookies that carry a session; the prefix binds the first to https and this host. */
export const sessionCookies = ['__Host-pharos_session', 'pharos_session'] as const

/** What a request shows of itself. A header says more than a cookie, so it wins. */
export function shownBy(headers: {
  readonly authorization: string | undefined
  readonly cookie: string | undefined
}): Shown {
  const [scheme = '', value = ''] = (headers.authorization ?? '').split(/ +/, 2)
  if (/^bearer$/i.test(scheme)) return { kind: 'bearer', secret: value }
  if (/^basic$/i.test(scheme)) {
    const pair = Buffer.from(value, 'base64').toString('utf8')
    return { kind: 'bearer', secret: pair.slice(pair.indexOf(':') + 1) }
  }
  const cookies = readCookies(headers.cookie ?? '')
  for (const name of sessionCookies) {
    const secret = cookies.get(name)
    if (secret !== undefined && secret !== '') return { kind: 'cookie', secret }
  }
  return { kind: 'none' }
}

function readCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    if (at > 0) cookies.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim())
  }
  return cookies
}
