import { type FieldError, Refusal } from '../../../kernel/index.ts'
import { pick, readForm } from '../forms/index.ts'
import { type HttpContext, userOf, type WebRoute } from '../http.ts'
import { sendPage } from '../page.tsx'
import { LogInPage, SetUpPage } from '../pages/index.ts'
import { localPath, paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { callerOf, doneOf, orInvalid } from './common.ts'
import { logInTo, noSessionCookie, secretively } from './session.ts'

/** The ways in and out. */
export function entryRoutes(site: Site): WebRoute[] {
  const open = { access: 'public' } as const
  return [
    { ...open, method: 'GET', path: paths.login, handler: (c) => askLogIn(c, site) },
    { ...open, method: 'POST', path: paths.login, handler: (c) => logIn(c, site) },
    { ...open, method: 'POST', path: paths.logout, handler: (c) => logOut(c, site) },
    { ...open, method: 'GET', path: paths.setup, handler: (c) => askSetUp(c, site) },
    { ...open, method: 'POST', path: paths.setup, handler: (c) => setUp(c, site) },
  ]
}

const dones: Readonly<Record<string, string>> = {
  password: 'The password is changed. Log in with the new one.',
  out: 'You are logged out.',
}

async function askLogIn(c: HttpContext, site: Site): Promise<Response> {
  const next = localPath(c.req.query('next'))
  if (userOf(c) !== null) return seeOther(next)
  if (!(await site.identity.registration.hasOwner())) return seeOther(paths.setup)
  const done = doneOf(c, dones)
  return sendLogIn(c, site, { email: '', next, done })
}

async function logIn(c: HttpContext, site: Site): Promise<Response> {
  const { email, password, next } = pick(await readForm(c), ['email', 'password', 'next'])
  const to = localPath(next)
  try {
    return await logInTo(c, site, { email, password, to })
  } catch (error) {
    return sendLogIn(c, site, { email, next: to, refusal: asLogInRefusal(error) })
  }
}

/** Wrong words, or too many tries: said on the page of the form. */
function asLogInRefusal(error: unknown): Refusal {
  const said = ['unauthenticated', 'too_many_requests', 'invalid']
  if (error instanceof Refusal && said.includes(error.code)) return error
  throw error
}

const statusOf: Readonly<Record<string, number>> = {
  unauthenticated: 401,
  too_many_requests: 429,
  invalid: 422,
}

type LogInState = {
  readonly email: string
  readonly next: string
  readonly done?: string | null
  readonly refusal?: Refusal
}

function sendLogIn(c: HttpContext, site: Site, state: LogInState): Promise<Response> {
  const { email, next, done = null, refusal } = state
  const errors = refusal?.fields ?? []
  const message = refusal === undefined || errors.length > 0 ? null : refusal.message
  const wait = refusal?.retryAfter
  return sendPage(c, site, {
    title: 'Log in',
    status: refusal === undefined ? 200 : (statusOf[refusal.code] ?? 400),
    headers: wait ? { 'Retry-After': String(wait) } : {},
    content: <LogInPage {...{ email, next, message, errors, done }} />,
  })
}

async function logOut(c: HttpContext, site: Site): Promise<Response> {
  const user = userOf(c)
  if (user !== null) await site.identity.logIn.out(user, c.get('requestId'))
  return seeOther(`${paths.login}?done=out`, { 'Set-Cookie': noSessionCookie(c) })
}

async function askSetUp(c: HttpContext, site: Site): Promise<Response> {
  if (await site.identity.registration.hasOwner()) return seeOther(paths.login)
  return sendSetUp(c, site, { email: '', token: c.req.query('token') ?? '' })
}

async function setUp(c: HttpContext, site: Site): Promise<Response> {
  if (await site.identity.registration.hasOwner()) return seeOther(paths.login)
  const form = pick(await readForm(c), ['email', 'password', 'setup_token'])
  const { email, password, setup_token: token } = form
  const input = { email, password, ...(token === '' ? {} : { setup_token: token }) }
  try {
    await site.identity.registration.register(input, callerOf(c))
  } catch (error) {
    if (error instanceof Refusal && error.code === 'forbidden') {
      return sendSetUp(c, site, { email, token, message: error.message, status: 403 })
    }
    const { fields } = orInvalid(error)
    return sendSetUp(c, site, { email, token, errors: fields, status: 422 })
  }
  return logInTo(c, site, { email, password, to: paths.overview })
}

type SetUpState = {
  readonly email: string
  readonly token: string
  readonly message?: string
  readonly errors?: readonly FieldError[]
  readonly status?: number
}

function sendSetUp(c: HttpContext, site: Site, state: SetUpState): Promise<Response> {
  const { email, token, message = null, errors = [], status = 200 } = state
  const local = c.get('loopback')
  return sendPage(c, site, {
    title: 'Set up',
    status,
    headers: secretively,
    content: <SetUpPage {...{ email, token, message, errors, local }} />,
  })
}
