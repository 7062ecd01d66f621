import { type FieldError, notFound, parseId, Refusal, type TokenId } from '../../../kernel/index.ts'
import { pick, readForm } from '../forms/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import { sendPage } from '../page.tsx'
import { AccountPage } from '../pages/index.ts'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { callerOf, orInvalid, theUser } from './common.ts'
import { noSessionCookie } from './session.ts'

/** What everybody may change of their own account. */
export function accountRoutes(site: Site): WebRoute[] {
  const own = { access: 'viewer' } as const
  return [
    { ...own, method: 'GET', path: paths.account, handler: (c) => sendAccount(c, site) },
    { ...own, method: 'POST', path: paths.tokens, handler: (c) => createToken(c, site) },
    {
      ...own,
      method: 'POST',
      path: '/account/tokens/:id/revoke',
      handler: (c) => revokeToken(c, site),
    },
    { ...own, method: 'POST', path: paths.password, handler: (c) => changePassword(c, site) },
  ]
}

const byOf = (c: HttpContext) => ({ user: theUser(c), requestId: c.get('requestId') })

async function createToken(c: HttpContext, site: Site): Promise<Response> {
  const { name, role } = pick(await readForm(c), ['name', 'role'])
  try {
    const input = { name, ...(role === '' ? {} : { role }) }
    const { secret } = await site.identity.tokens.create(input, byOf(c))
    return await sendAccount(c, site, { secret })
  } catch (error) {
    const { fields } = orInvalid(error)
    return sendAccount(c, site, { tokenErrors: fields, tokenName: name, status: 422 })
  }
}

async function revokeToken(c: HttpContext, site: Site): Promise<Response> {
  const text = c.req.param('id') ?? ''
  const id = parseId<TokenId>(text)
  if (id === null) throw notFound('token', text)
  await site.identity.tokens.revoke(id, byOf(c))
  return seeOther(paths.account)
}

async function changePassword(c: HttpContext, site: Site): Promise<Response> {
  const input = pick(await readForm(c), ['current_password', 'new_password'])
  try {
    await site.identity.logIn.changePassword(input, theUser(c), callerOf(c))
    const headers = { 'Set-Cookie': noSessionCookie(c) }
    return seeOther(`${paths.login}?done=password`, headers)
  } catch (error) {
    const passwordErrors = wrongPassword(error) ?? orInvalid(error).fields
    return sendAccount(c, site, { passwordErrors, status: 422 })
  }
}

/** The log-in's own words speak of an address, which nobody typed here. */
function wrongPassword(error: unknown): FieldError[] | null {
  if (!(error instanceof Refusal && error.code === 'unauthenticated')) return null
  return [{ path: 'current_password', message: 'is wrong' }]
}

type State = {
  readonly secret?: string
  readonly tokenErrors?: readonly FieldError[]
  readonly tokenName?: string
  readonly passwordErrors?: readonly FieldError[]
  readonly status?: number
}

async function sendAccount(c: HttpContext, site: Site, state: State = {}): Promise<Response> {
  const user = theUser(c)
  const tokens = await site.identity.tokens.list(user)
  const { secret = null, tokenErrors = [], tokenName = '', passwordErrors = [] } = state
  const props = { user, tokens, secret, tokenErrors, tokenName, passwordErrors }
  return sendPage(c, site, {
    title: 'Account',
    status: state.status ?? 200,
    headers: { 'Cache-Control': 'no-store' },
    content: <AccountPage {...props} />,
  })
}
