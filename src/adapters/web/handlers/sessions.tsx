import { notFound, parseId, type SessionId } from '../../../kernel/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import { sendPage } from '../page.tsx'
import { SessionsPage } from '../pages/sessions.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { byOf, doneOf, privately, theUser } from './common.ts'
import { noSessionCookie } from './session.ts'

/** Where somebody is logged in, for themselves. */
export function sessionRoutes(site: Site): WebRoute[] {
  const own = { access: 'viewer' } as const
  return [
    { ...own, method: 'GET', path: paths.sessions, handler: (c) => sendSessions(c, site) },
    { ...own, method: 'POST', path: paths.endOtherSessions, handler: (c) => endOthers(c, site) },
    {
      ...own,
      method: 'POST',
      path: '/account/sessions/:id/end',
      handler: (c) => endOne(c, site),
    },
  ]
}

const dones: Readonly<Record<string, string>> = {
  one: 'The session has ended.',
  others: 'All other sessions have ended.',
}

async function sendSessions(c: HttpContext, site: Site): Promise<Response> {
  const { userId, sessionId } = theUser(c)
  const sessions = await site.identity.sessions.list(userId)
  const done = doneOf(c, dones)
  return sendPage(c, site, {
    title: 'Sessions',
    headers: privately,
    content: <SessionsPage sessions={sessions} own={sessionId} done={done} />,
  })
}

/** A session by the name that stands in an address. */
export function sessionIdOf(c: HttpContext, name: string): SessionId {
  const text = c.req.param(name) ?? ''
  const id = parseId<SessionId>(text)
  if (id === null) throw notFound('session', text)
  return id
}

async function endOne(c: HttpContext, site: Site): Promise<Response> {
  const { userId, sessionId } = theUser(c)
  const id = sessionIdOf(c, 'id')
  await site.identity.sessions.end(userId, id, byOf(c))
  if (id !== sessionId) return seeOther(`${paths.sessions}?done=one`)
  return seeOther(`${paths.login}?done=out`, { 'Set-Cookie': noSessionCookie(c) })
}

async function endOthers(c: HttpContext, site: Site): Promise<Response> {
  await site.identity.sessions.endOthers(theUser(c).userId, byOf(c))
  return seeOther(`${paths.sessions}?done=others`)
}
