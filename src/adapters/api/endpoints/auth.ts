import { invalid, Refusal, rfc3339 } from '../../../kernel/index.ts'
import type { Identity } from '../../../modules/identity/index.ts'
import { callerOf, userOf } from '../callers.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { loggedIn, me, toMeJson, toUserJson, user } from '../schemas/account.ts'
import { logIn, passwordChange, registration } from '../schemas/account-input.ts'
import * as examples from './examples.ts'

export const authEndpoints = ({ identity }: { identity: Identity }): Endpoint[] => [
  register(identity),
  logInForJwt(identity),
  logOut(identity),
  whoAmI(identity),
  changePassword(identity),
]

const register = (identity: Identity) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/auth/register',
    access: 'public',
    id: 'register',
    tag: 'Authentication',
    summary: 'Make an account',
    description:
      'The first account becomes admin. Before it exists, registering needs `setup_token`, unless the request comes from the machine itself. Later ones get the default role where registration is open, or need an `invitation`.',
    body: {
      schema: registration,
      examples: {
        first: { ...examples.credentials, setup_token: 'printed-when-pharos-starts' },
        invited: { ...examples.credentials, invitation: 'from-an-admin' },
      },
    },
    responses: {
      201: { description: 'The account.', schema: user, examples: { account: examples.user } },
      409: { description: 'An account with this address exists.' },
    },
    async handle({ body, facts }) {
      const account = await identity.registration.register(body, callerOf(facts))
      return { status: 201, json: toUserJson(account) }
    },
  })

const logInForJwt = (identity: Identity) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/auth/login',
    access: 'public',
    id: 'logIn',
    tag: 'Authentication',
    summary: 'Log in',
    description:
      'Gives a JWT that lives 24 hours, or until log-out. Too many failures get 429. For programs that run unattended an API token is the better choice.',
    body: { schema: logIn, examples: { person: examples.credentials } },
    responses: {
      200: { description: 'Logged in.', schema: loggedIn, examples: { jwt: examples.loggedIn } },
      401: { description: 'The e-mail address or the password is wrong.' },
      429: { description: 'Too many failed log-ins from this address.' },
    },
    async handle({ body, facts, header }) {
      const done = await identity.logIn.withJwt(body, callerOf(facts, header('user-agent')))
      const { account, credential, expiresAt } = done
      return {
        status: 200,
        json: { token: credential, expires_at: rfc3339(expiresAt), user: toUserJson(account) },
      }
    },
  })

const logOut = (identity: Identity) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/auth/logout',
    access: 'viewer',
    id: 'logOut',
    tag: 'Authentication',
    summary: 'Log out',
    description:
      'Ends the session that the request shows; its JWT or cookie is refused from then on. An API token has no session: revoke it instead.',
    responses: { 204: { description: 'The session is over.' } },
    async handle({ facts }) {
      await identity.logIn.out(userOf(facts), facts.requestId)
      return { status: 204 }
    },
  })

const whoAmI = (identity: Identity) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/me',
    access: 'viewer',
    id: 'getMe',
    tag: 'Authentication',
    summary: 'Who am I?',
    responses: {
      200: { description: 'The caller.', schema: me, examples: { me: examples.me } },
    },
    async handle({ facts }) {
      const asked = userOf(facts)
      return { status: 200, json: toMeJson(await identity.accounts.get(asked.userId), asked) }
    },
  })

const changePassword = (identity: Identity) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/me/password',
    access: 'viewer',
    id: 'changePassword',
    tag: 'Authentication',
    summary: 'Change my password',
    description: 'Ends every session of the account, the caller’s too. API tokens stay.',
    body: {
      schema: passwordChange,
      examples: {
        change: { current_password: 'correct horse', new_password: 'battery staple' },
      },
    },
    responses: {
      204: { description: 'The password is changed.' },
      429: { description: 'Too many wrong passwords from this address.' },
    },
    async handle({ body, facts }) {
      try {
        await identity.logIn.changePassword(body, userOf(facts), callerOf(facts))
      } catch (error) {
        throw asWrongPassword(error)
      }
      return { status: 204 }
    },
  })

/** The caller is known; it is the field that is wrong. A 401 would tell a client to log in again. */
const asWrongPassword = (error: unknown): unknown =>
  error instanceof Refusal && error.code === 'unauthenticated'
    ? invalid([{ path: 'current_password', message: 'is wrong' }])
    : error
