import { invalid, Refusal } from '../../../kernel/index.ts'
import { projectMarks } from '../../../modules/identity/index.ts'
import { readForm } from '../forms/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { paths } from '../paths.ts'
import { preferenceCookies, preferencesFrom, preferencesOf } from '../preferences.ts'
import { hardened, seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { byOf, cameFrom } from './common.ts'
import { idOf } from './ids.ts'

/** How somebody likes the pages: kept in the browser, and stored for the next one. */
export function preferenceRoutes(site: Site): WebRoute[] {
  const own = { access: 'viewer', method: 'POST' } as const
  return [
    { ...own, path: paths.preferences, handler: (c) => keep(c, site) },
    {
      method: 'GET',
      path: paths.preferences,
      access: 'viewer',
      handler: () => seeOther(`${paths.account}#preferences`),
    },
    { ...own, path: '/preferences/projects/:id', handler: (c) => mark(c, site) },
  ]
}

/** A preference that the form does not name stays as it is. */
async function keep(c: HttpContext, site: Site): Promise<Response> {
  const typed = await readForm(c)
  const now = preferencesOf(c)
  const next = preferencesFrom((name) => (Object.hasOwn(typed, name) ? typed[name] : now[name]))
  // The page is as somebody likes it even while the store is away; they are who they were.
  await site.identity.preferences.patch({ input: next }, byOf(c)).catch(unlessAway)
  const answer = wantsFragment(c) ? empty() : seeOther(cameFrom(c, paths.account))
  for (const cookie of preferenceCookies(next)) answer.headers.append('Set-Cookie', cookie)
  return answer
}

function unlessAway(error: unknown): void {
  if (!(error instanceof Refusal && error.code === 'unavailable')) throw error
}

/** Watches or hides a project, or takes that back. */
async function mark(c: HttpContext, site: Site): Promise<Response> {
  const { id } = await site.pipelines.project(idOf(c, 'project'))
  const { action = '' } = await readForm(c)
  const wanted = projectMarks.find((one) => one === action)
  if (wanted === undefined) {
    const message = `must be one of ${projectMarks.join(', ')}`
    throw invalid([{ path: 'action', message }])
  }
  await site.identity.preferences.mark(id, wanted, byOf(c))
  return wantsFragment(c) ? empty() : seeOther(cameFrom(c, paths.project(id)))
}

/** A script has changed the page itself. */
const empty = (): Response =>
  new Response(null, { status: 204, headers: hardened({ 'Cache-Control': 'no-store' }) })
