import {
  type FieldError,
  invalid,
  notFound,
  parseId,
  Refusal,
  type UserId,
} from '../../../kernel/index.ts'
import type { Account } from '../../../modules/identity/index.ts'
import { pick, readForm } from '../forms/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import { sendPage } from '../page.tsx'
import { type AccessForm, accessOf, UserPage } from '../pages/user.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { byOf, doneOf, privately, theUser } from './common.ts'
import { sessionIdOf } from './sessions.tsx'

/** One account, for admins. */
export function userRoutes(site: Site): WebRoute[] {
  const admin = { access: 'admin' } as const
  const path = '/settings/users/:id'
  return [
    { ...admin, method: 'GET', path, handler: (c) => askUser(c, site) },
    { ...admin, method: 'POST', path, handler: (c) => change(c, site) },
    { ...admin, method: 'POST', path: `${path}/sessions/end`, handler: (c) => endAll(c, site) },
    {
      ...admin,
      method: 'POST',
      path: `${path}/sessions/:session/end`,
      handler: (c) => endOne(c, site),
    },
  ]
}

const dones: Readonly<Record<string, string>> = {
  saved: 'Saved.',
  ended: 'The session has ended.',
  'all-ended': 'All its sessions have ended, but not the one that you use.',
}

function userIdOf(c: HttpContext): UserId {
  const text = c.req.param('id') ?? ''
  const id = parseId<UserId>(text)
  if (id === null) throw notFound('user', text)
  return id
}

async function askUser(c: HttpContext, site: Site): Promise<Response> {
  const account = await site.identity.accounts.get(userIdOf(c))
  return sendUser(c, site, { account, done: doneOf(c, dones) })
}

async function change(c: HttpContext, site: Site): Promise<Response> {
  const id = userIdOf(c)
  const typed = pick(await readForm(c), ['role', 'disabled', '_rev'])
  const form: AccessForm = { role: typed.role, disabled: typed.disabled }
  const { accounts } = site.identity
  try {
    const input = { role: form.role, disabled: disabledOf(form) }
    await accounts.changeAccess(id, { input, expectedRev: revOf(typed._rev) }, byOf(c))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const account = await accounts.get(id)
    const { status, ...said } = complaint(error, { account, form })
    return sendUser(c, site, { account, form, ...said, status })
  }
  // Who takes the role away from themselves may not see this page any more.
  if (id === theUser(c).userId) return seeOther(paths.account)
  return seeOther(`${paths.user(id)}?done=saved`)
}

/** Only the two words of the form, so that a broken one opens no account. */
function disabledOf({ disabled }: AccessForm): boolean {
  if (disabled === 'yes' || disabled === 'no') return disabled === 'yes'
  throw invalid([{ path: 'disabled', message: 'must be yes or no' }])
}

function revOf(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw invalid([{ path: '_rev', message: 'is needed: the version that the form was drawn from' }])
}

type Tried = { readonly account: Account; readonly form: AccessForm }
type Complaint = {
  readonly status: number
  readonly clash?: boolean
  readonly errors?: readonly FieldError[]
}

/** What to say where about a change that is not made. */
function complaint(refusal: Refusal, { account, form }: Tried): Complaint {
  if (refusal.code === 'stale') return { status: 409, clash: true }
  if (refusal.code === 'invalid') return { status: 422, errors: refusal.fields }
  if (refusal.code !== 'conflict') throw refusal
  const path = form.role === account.role ? 'disabled' : 'role'
  return { status: 409, errors: [{ path, message: refusal.message }] }
}

type State = {
  readonly account: Account
  readonly form?: AccessForm
  readonly errors?: readonly FieldError[]
  readonly clash?: boolean
  readonly done?: string | null
  readonly status?: number
}

async function sendUser(c: HttpContext, site: Site, state: State): Promise<Response> {
  const { account, form = accessOf(account), errors = [], clash = false, done = null } = state
  const sessions = await site.identity.sessions.list(account.id)
  const own = theUser(c).sessionId
  return sendPage(c, site, {
    title: account.email,
    status: state.status ?? 200,
    headers: privately,
    content: <UserPage {...{ account, sessions, own, form, errors, clash, done }} />,
  })
}

async function endOne(c: HttpContext, site: Site): Promise<Response> {
  const id = userIdOf(c)
  await site.identity.sessions.end(id, sessionIdOf(c, 'session'), byOf(c))
  return seeOther(`${paths.user(id)}?done=ended`)
}

async function endAll(c: HttpContext, site: Site): Promise<Response> {
  const { id } = await site.identity.accounts.get(userIdOf(c))
  await site.identity.sessions.endOthers(id, byOf(c))
  return seeOther(`${paths.user(id)}?done=all-ended`)
}
