import { Refusal } from '../../../kernel/index.ts'
import { pick, readForm } from '../forms/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import { sendPage } from '../page.tsx'
import { InvitationPage, type InvitationProps, NoInvitationPage } from '../pages/invitation.tsx'
import { paths } from '../paths.ts'
import type { Site } from '../site.ts'
import { callerOf } from './common.ts'
import { logInTo, secretively } from './session.ts'

/** Where somebody who was invited makes an account. */
export function invitationRoutes(site: Site): WebRoute[] {
  const open = { path: paths.invitation, access: 'public' } as const
  return [
    { ...open, method: 'GET', handler: (c) => ask(c, site) },
    { ...open, method: 'POST', handler: (c) => accept(c, site) },
  ]
}

const ask = (c: HttpContext, site: Site): Promise<Response> =>
  sendInvitation(c, site, { token: c.req.query('token') ?? '' })

async function accept(c: HttpContext, site: Site): Promise<Response> {
  const { token, email, password } = pick(await readForm(c), ['token', 'email', 'password'])
  if ((await site.identity.invitations.find(token)) === null) {
    return sendInvitation(c, site, { token })
  }
  try {
    const input = { email, password, invitation: token }
    await site.identity.registration.register(input, callerOf(c))
  } catch (error) {
    return sendInvitation(c, site, { token, email, refusal: asRefusal(error) })
  }
  return logInTo(c, site, { email, password, to: paths.overview })
}

/** What is said on the page of the form; anything else goes on to the one mapping. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal && Object.hasOwn(statusOf, error.code)) return error
  throw error
}

const statusOf: Readonly<Record<string, number>> = {
  invalid: 422,
  conflict: 422,
  forbidden: 410,
  too_many_requests: 429,
}

type State = { readonly token: string; readonly email?: string; readonly refusal?: Refusal }

async function sendInvitation(c: HttpContext, site: Site, state: State): Promise<Response> {
  const { token, email = '', refusal } = state
  const found = await site.identity.invitations.find(token)
  const wait = refusal?.retryAfter
  const headers = { ...secretively, ...(wait ? { 'Retry-After': String(wait) } : {}) }
  if (found === null) {
    const title = 'Invitation'
    return sendPage(c, site, { title, status: 410, headers, content: <NoInvitationPage /> })
  }
  const errors = refusal?.fields ?? []
  const props: InvitationProps = {
    token,
    role: found.role,
    email,
    errors,
    message: refusal === undefined || errors.length > 0 ? null : refusal.message,
  }
  return sendPage(c, site, {
    title: 'Invitation',
    status: refusal === undefined ? 200 : (statusOf[refusal.code] ?? 400),
    headers,
    content: <InvitationPage {...props} />,
  })
}
