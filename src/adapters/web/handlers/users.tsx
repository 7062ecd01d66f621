import { maxPageSize, Refusal, type UserId } from '../../../kernel/index.ts'
import { pick, readForm } from '../forms/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import { sendPage } from '../page.tsx'
import { UsersPage } from '../pages/users.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { byOf, doneOf, originOf, pageOf, privately, theUser } from './common.ts'

/** Accounts and invitations, for admins. */
export function usersRoutes(site: Site): WebRoute[] {
  const admin = { access: 'admin' } as const
  return [
    { ...admin, method: 'GET', path: paths.users, handler: (c) => askUsers(c, site) },
    {
      ...admin,
      method: 'GET',
      path: paths.invitations,
      handler: () => seeOther(`${paths.users}#invitations`),
    },
    { ...admin, method: 'POST', path: paths.invitations, handler: (c) => invite(c, site) },
    {
      ...admin,
      method: 'POST',
      path: '/settings/invitations/:key/revoke',
      handler: (c) => revoke(c, site),
    },
  ]
}

const dones: Readonly<Record<string, string>> = { revoked: 'The invitation is revoked.' }

const askUsers = (c: HttpContext, site: Site): Promise<Response> =>
  sendUsers(c, site, { done: doneOf(c, dones) })

type State = { readonly link?: string; readonly done?: string | null }

async function sendUsers(c: HttpContext, site: Site, state: State = {}): Promise<Response> {
  const { accounts, sessions, invitations } = site.identity
  const page = { page: pageOf(c.req.query('page')), limit: maxPageSize }
  const [found, open] = await Promise.all([accounts.list(page), invitations.list()])
  const ids: UserId[] = found.items.map(({ id }) => id)
  const props = {
    accounts: found,
    sessions: await sessions.counts(ids),
    own: theUser(c).userId,
    invitations: open,
    link: state.link ?? null,
    done: state.done ?? null,
  }
  return sendPage(c, site, {
    title: 'Users',
    headers: privately,
    content: <UsersPage {...props} />,
  })
}

async function invite(c: HttpContext, site: Site): Promise<Response> {
  const { role } = pick(await readForm(c), ['role'])
  const { user, requestId } = byOf(c)
  const deed = { actor: user.email, requestId }
  const { invitation } = await site.identity.registration.invite({ role }, deed)
  const link = `${originOf(c, site)}${paths.invitation}?token=${encodeURIComponent(invitation)}`
  return sendUsers(c, site, { link })
}

async function revoke(c: HttpContext, site: Site): Promise<Response> {
  const { user, requestId } = byOf(c)
  try {
    const deed = { actor: user.email, requestId }
    await site.identity.invitations.revoke(c.req.param('key') ?? '', deed)
  } catch (error) {
    // Used or revoked a moment ago: the list shows that it is not open any more.
    if (!(error instanceof Refusal && error.code === 'not_found')) throw error
    return seeOther(paths.users)
  }
  return seeOther(`${paths.users}?done=revoked`)
}
