import { type FieldError, notFound, parseId, Refusal, type TokenId } from '../../../kernel/index.ts'
import { pick, readForm } from '../forms/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import { sendPage } from '../page.tsx'
import { AccountPage } from '../pages/index.ts'
import { RevokePage, type TokenForm } from '../pages/tokens.tsx'
import { paths } from '../paths.ts'
import { preferencesOf } from '../preferences.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { type PipelinesTyped, pipelinesOf, savePipelines } from './account-pipelines.ts'
import { byOf, callerOf, doneOf, orInvalid, privately, theUser } from './common.ts'
import { noSessionCookie } from './session.ts'

/** What everybody may change of their own account. */
export function accountRoutes(site: Site): WebRoute[] {
  const own = { access: 'viewer' } as const
  const revoke = '/account/tokens/:id/revoke'
  return [
    { ...own, method: 'GET', path: paths.account, handler: (c) => askAccount(c, site) },
    // The answer to a form that failed stands at the form's address; somebody may reload it there.
    {
      ...own,
      method: 'GET',
      path: paths.tokens,
      handler: () => seeOther(`${paths.account}#tokens`),
    },
    { ...own, method: 'POST', path: paths.tokens, handler: (c) => createToken(c, site) },
    { ...own, method: 'GET', path: revoke, handler: (c) => askRevoke(c, site) },
    { ...own, method: 'POST', path: revoke, handler: (c) => revokeToken(c, site) },
    {
      ...own,
      method: 'GET',
      path: paths.password,
      handler: () => seeOther(`${paths.account}#password`),
    },
    { ...own, method: 'POST', path: paths.password, handler: (c) => changePassword(c, site) },
    {
      ...own,
      method: 'GET',
      path: paths.accountPipelines,
      handler: () => seeOther(`${paths.account}#pipelines`),
    },
    {
      ...own,
      method: 'POST',
      path: paths.accountPipelines,
      handler: (c) => keepPipelines(c, site),
    },
  ]
}

const dones: Readonly<Record<string, string>> = {
  token: 'The token is revoked.',
  preferences: 'The preferences are saved.',
  pipelines: 'What you see and hear of pipelines is saved.',
}

const askAccount = (c: HttpContext, site: Site): Promise<Response> =>
  sendAccount(c, site, { done: doneOf(c, dones) })

async function createToken(c: HttpContext, site: Site): Promise<Response> {
  const form = pick(await readForm(c), ['name', 'role', 'expires_in_days'])
  const { name, role, expires_in_days: days } = form
  try {
    const input = {
      name,
      ...(role !== '' && { role }),
      ...(days !== '' && { expires_in_days: days }),
    }
    const { secret } = await site.identity.tokens.create(input, byOf(c))
    return await sendAccount(c, site, { secret })
  } catch (error) {
    const { fields } = orInvalid(error)
    return sendAccount(c, site, { tokenErrors: fields, tokenForm: form, status: 422 })
  }
}

function tokenIdOf(c: HttpContext): TokenId {
  const text = c.req.param('id') ?? ''
  const id = parseId<TokenId>(text)
  if (id === null) throw notFound('token', text)
  return id
}

async function askRevoke(c: HttpContext, site: Site): Promise<Response> {
  const id = tokenIdOf(c)
  const tokens = await site.identity.tokens.list(theUser(c))
  const token = tokens.find((one) => one.id === id)
  if (token === undefined) throw notFound('token', id)
  return sendPage(c, site, {
    title: `Revoke ${token.name}`,
    headers: privately,
    content: <RevokePage token={token} />,
  })
}

async function revokeToken(c: HttpContext, site: Site): Promise<Response> {
  await site.identity.tokens.revoke(tokenIdOf(c), byOf(c))
  return seeOther(`${paths.account}?done=token`)
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

async function keepPipelines(c: HttpContext, site: Site): Promise<Response> {
  const pipelines = await savePipelines(c, site)
  if (pipelines === null) return seeOther(`${paths.account}?done=pipelines`)
  return sendAccount(c, site, { pipelines, status: 422 })
}

/** The log-in's own words speak of an address, which nobody typed here. */
function wrongPassword(error: unknown): FieldError[] | null {
  if (!(error instanceof Refusal && error.code === 'unauthenticated')) return null
  return [{ path: 'current_password', message: 'is wrong' }]
}

type State = {
  readonly secret?: string
  readonly tokenErrors?: readonly FieldError[]
  readonly tokenForm?: TokenForm
  readonly passwordErrors?: readonly FieldError[]
  readonly pipelines?: PipelinesTyped
  readonly done?: string | null
  readonly status?: number
}

async function sendAccount(c: HttpContext, site: Site, state: State = {}): Promise<Response> {
  const user = theUser(c)
  const tokens = await site.identity.tokens.list(user)
  const pipelines = await pipelinesOf(c, site, state.pipelines ?? null)
  const { secret = null, tokenErrors = [], passwordErrors = [], done = null } = state
  const tokenForm = state.tokenForm ?? { name: '', role: user.role, expires_in_days: '90' }
  const preferences = preferencesOf(c)
  const errors = { tokenErrors, passwordErrors }
  const props = { user, preferences, pipelines, tokens, secret, tokenForm, ...errors, done }
  return sendPage(c, site, {
    title: 'Account',
    status: state.status ?? 200,
    headers: privately,
    content: <AccountPage {...props} />,
  })
}
