import { generateCookie } from 'hono/cookie'
import type { HttpContext } from '../http.ts'
import { preferenceCookies } from '../preferences.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { callerOf } from './common.ts'

/**
 * For pages with a one-time token in their address: no cache keeps them, and nobody is told more of
 * the address than its origin. `no-referrer` would also make browsers send `Origin: null` with the
 * form, which over plain http is all that tells it from another site's.
 * @see https://fetch.spec.whatwg.org/#append-a-request-origin-header
 */
export const secretively = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'strict-origin',
} as const

/** The names under which the guard looks for a session. A browser takes the first one over https only. */
const secureName = '__Host-pharos_session'
const plainName = 'pharos_session'

/** A page of another site can follow a link to us with it, but not send a form with it. */
const rules = { httpOnly: true, sameSite: 'Lax', path: '/' } as const

/** A `Set-Cookie` header with a session in it. */
function sessionCookie(c: HttpContext, credential: string, lifeMs: number): string {
  const secure = c.get('secure')
  return generateCookie(secure ? secureName : plainName, credential, {
    ...rules,
    secure,
    maxAge: Math.floor(lifeMs / 1_000),
  })
}

/** A `Set-Cookie` header that takes the session away. */
export const noSessionCookie = (c: HttpContext): string => sessionCookie(c, '', 0)

/**
 * Logs somebody in and sends them on. Their browser gets how they like the pages; one of somebody who
 * never said so keeps its own ways.
 */
export async function logInTo(
  c: HttpContext,
  site: Site,
  { to, ...input }: { readonly email: string; readonly password: string; readonly to: string },
): Promise<Response> {
  const logged = await site.identity.logIn.withCookie(input, callerOf(c))
  const { account, credential, expiresAt } = logged
  const cookie = sessionCookie(c, credential, expiresAt - site.clock.now())
  const answer = seeOther(to, { 'Set-Cookie': cookie })
  const { preferences, rev } = await site.identity.preferences.get({
    userId: account.id,
    email: account.email,
  })
  const { theme, density, shortcuts } = preferences
  const liked = rev === 0 ? [] : preferenceCookies({ theme, density, shortcuts })
  for (const one of liked) answer.headers.append('Set-Cookie', one)
  return answer
}
