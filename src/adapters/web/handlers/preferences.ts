import { readForm } from '../forms/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { paths } from '../paths.ts'
import { preferenceCookies, preferencesFrom, preferencesOf } from '../preferences.ts'
import { hardened, seeOther } from '../respond.ts'
import { cameFrom } from './common.ts'

/** How somebody likes the pages, kept in the browser. */
export function preferenceRoutes(): WebRoute[] {
  return [
    { method: 'POST', path: paths.preferences, access: 'viewer', handler: keep },
    {
      method: 'GET',
      path: paths.preferences,
      access: 'viewer',
      handler: () => seeOther(`${paths.account}#preferences`),
    },
  ]
}

/** A preference that the form does not name stays as it is. */
async function keep(c: HttpContext): Promise<Response> {
  const typed = await readForm(c)
  const now = preferencesOf(c)
  const next = preferencesFrom((name) => (Object.hasOwn(typed, name) ? typed[name] : now[name]))
  const answer = wantsFragment(c) ? empty() : seeOther(cameFrom(c, paths.account))
  for (const cookie of preferenceCookies(next)) answer.headers.append('Set-Cookie', cookie)
  return answer
}

/** A script has changed the page itself. */
const empty = (): Response =>
  new Response(null, { status: 204, headers: hardened({ 'Cache-Control': 'no-store' }) })
