import { generateCookie } from 'hono/cookie'
import type { HttpContext } from '../http.ts'

/** The names under which the guard looks for a session. A browser takes the first one over https only. */
const secureName = '__Host-pharos_session'
const plainName = 'pharos_session'

/** A page of another site can follow a link to us with it, but not send a form with it. */
const rules = { httpOnly: true, sameSite: 'Lax', path: '/' } as const

/** A `Set-Cookie` header with a session in it. */
export function sessionCookie(c: HttpContext, credential: string, lifeMs: number): string {
  const secure = c.get('secure')
  return generateCookie(secure ? secureName : plainName, credential, {
    ...rules,
    secure,
    maxAge: Math.floor(lifeMs / 1_000),
  })
}

/** A `Set-Cookie` header that takes the session away. */
export const noSessionCookie = (c: HttpContext): string => sessionCookie(c, '', 0)
