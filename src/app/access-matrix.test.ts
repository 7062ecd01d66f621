import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Access, roles } from '../kernel/index.ts'
import type { DeclaredRoute } from './front.ts'
import { json, startTestApp, type TestApp } from './start-test-app.contract.ts'

type Asked = { readonly status: number; readonly location: string | null }
type Headers = Record<string, string>

const password = 'correct horse battery'
const principals = ['anonymous', ...roles] as const
type Name = (typeof principals)[number]

let running: TestApp
const bearers = new Map<Name, Headers>([['anonymous', {}]])
const cookies = new Map<Name, Headers>([['anonymous', {}]])

const url = (path: string) => `${running.app.url}${path}`

async function send(path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url(path), init)
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

async function cookieOf(email: string): Promise<string> {
  const response = await fetch(url('/login'), {
    method: 'POST',
    body: new URLSearchParams({ email, password }),
    redirect: 'manual',
  })
  return (response.headers.get('Set-Cookie') ?? '').split(';')[0] ?? ''
}

beforeAll(async () => {
  running = await startTestApp()
  // Until there is something to show, the public page says that there is nothing yet.
  while ((await fetch(url('/status'))).status >= 500);
  for (const role of roles.toReversed()) {
    const email = `${role}@example.com`
    const admin = bearers.get('admin')
    const invited =
      admin &&
      ((await send('/api/v1/invitations', json({ role }, admin))) as { invitation: string })
    await send(
      '/api/v1/auth/register',
      json({ email, password, ...(invited && { invitation: invited.invitation }) }),
    )
    const { token } = (await send('/api/v1/auth/login', json({ email, password }))) as {
      token: string
    }
    bearers.set(role, { Authorization: `Bearer ${token}` })
    cookies.set(role, { Cookie: await cookieOf(email) })
  }
})
afterAll(() => running[Symbol.asyncDispose]())

/** Asks for something that is not there, so that a route that lets us in changes nothing. */
async function ask(method: string, path: string, headers: Headers): Promise<Asked> {
  const abort = new AbortController()
  const response = await fetch(url(path.replace(/:\w+/g, '999999')), {
    method,
    headers,
    redirect: 'manual',
    signal: abort.signal,
  })
  const asked = { status: response.status, location: response.headers.get('Location') }
  abort.abort()
  return asked
}

const sentAway = ({ status, location }: Asked): boolean =>
  status === 401 || (status === 303 && (location ?? '').startsWith('/login'))

function expected(access: Access, name: Name): 'in' | 'log in' | 'forbidden' {
  if (access === 'public') return 'in'
  if (name === 'anonymous') return 'log in'
  return roles.indexOf(name) >= roles.indexOf(access) ? 'in' : 'forbidden'
}

function outcome(asked: Asked): 'in' | 'log in' | 'forbidden' {
  if (sentAway(asked)) return 'log in'
  return asked.status === 403 ? 'forbidden' : 'in'
}

/** Public routes that answer *log in* themselves, and routes that end the session that asks. */
const speaksOfLogIn = [
  'POST /login',
  'POST /logout',
  'POST /api/v1/auth/login',
  'GET /setup',
  'POST /setup',
]
const endsSession = ['POST /logout', 'POST /api/v1/auth/logout', 'POST /account/sessions/end']

/** What is wrong with the answer, or nothing. */
async function flawOf(route: DeclaredRoute, name: Name, headers: Headers): Promise<string[]> {
  const title = `${route.method} ${route.path}`
  if (name !== 'anonymous' && endsSession.includes(title)) return []
  const asked = await ask(route.method, route.path, headers)
  const got = speaksOfLogIn.includes(title) ? 'in' : outcome(asked)
  const right = got === expected(route.access, name) && asked.status < 500
  return right ? [] : [`${title} (${route.access}): ${got}, ${asked.status}`]
}

test('the access of each route and socket is the one that was agreed', () => {
  const declared = running.app.routes.map(({ method, path, access }) => {
    // Names of assets change with their content, and that is no business of this list.
    const stable = path.replace(/\.[0-9a-f]{12}\./, '.HASH.')
    return `${method} ${stable} ${access}`
  })
  expect(declared.toSorted()).toMatchInlineSnapshot(`
    [
      "DELETE /api/v1/channels/:id editor",
      "DELETE /api/v1/connections/:id editor",
      "DELETE /api/v1/maintenance/:id editor",
      "DELETE /api/v1/services/:id editor",
      "DELETE /api/v1/sessions/:id viewer",
      "DELETE /api/v1/tokens/:id viewer",
      "DELETE /services/:id editor",
      "GET / viewer",
      "GET /a/app.HASH.css public",
      "GET /a/app.HASH.js public",
      "GET /a/favicon.HASH.svg public",
      "GET /a/icons.HASH.svg public",
      "GET /account viewer",
      "GET /account/password viewer",
      "GET /account/pipelines viewer",
      "GET /account/preferences viewer",
      "GET /account/sessions viewer",
      "GET /account/tokens viewer",
      "GET /account/tokens/:id/revoke viewer",
      "GET /api/docs public",
      "GET /api/docs/docs.css public",
      "GET /api/docs/docs.js public",
      "GET /api/health public",
      "GET /api/openapi.json public",
      "GET /api/v1/audit admin",
      "GET /api/v1/channels viewer",
      "GET /api/v1/channels/:id viewer",
      "GET /api/v1/channels/:id/deliveries viewer",
      "GET /api/v1/connections viewer",
      "GET /api/v1/connections/:id viewer",
      "GET /api/v1/connections/:id/webhook editor",
      "GET /api/v1/deployments viewer",
      "GET /api/v1/environments viewer",
      "GET /api/v1/heartbeats/:token public",
      "GET /api/v1/heartbeats/:token/:signal public",
      "GET /api/v1/maintenance viewer",
      "GET /api/v1/maintenance/:id viewer",
      "GET /api/v1/me viewer",
      "GET /api/v1/pipelines viewer",
      "GET /api/v1/pipelines/:id viewer",
      "GET /api/v1/pipelines/stats viewer",
      "GET /api/v1/pipelines/ws viewer",
      "GET /api/v1/pipelines/ws viewer",
      "GET /api/v1/preferences viewer",
      "GET /api/v1/projects viewer",
      "GET /api/v1/projects/:id viewer",
      "GET /api/v1/projects/:id/branches viewer",
      "GET /api/v1/projects/:id/insights viewer",
      "GET /api/v1/projects/:id/issues viewer",
      "GET /api/v1/projects/:id/merge-requests viewer",
      "GET /api/v1/projects/:id/pipelines viewer",
      "GET /api/v1/services viewer",
      "GET /api/v1/services/:id viewer",
      "GET /api/v1/services/:id/health-checks viewer",
      "GET /api/v1/services/:id/heartbeat editor",
      "GET /api/v1/services/:id/series viewer",
      "GET /api/v1/services/:id/uptime viewer",
      "GET /api/v1/services/ws viewer",
      "GET /api/v1/services/ws viewer",
      "GET /api/v1/sessions viewer",
      "GET /api/v1/tokens viewer",
      "GET /api/v1/users admin",
      "GET /api/v1/users/:id admin",
      "GET /api/v1/webhook-events viewer",
      "GET /api/v1/webhook-events/:id editor",
      "GET /channels viewer",
      "GET /channels/:id viewer",
      "GET /channels/new editor",
      "GET /ci viewer",
      "GET /ci/:id viewer",
      "GET /ci/runs/:id viewer",
      "GET /ci/stats viewer",
      "GET /ci/wall viewer",
      "GET /connections viewer",
      "GET /connections/:id viewer",
      "GET /connections/:id/events/:event editor",
      "GET /connections/new editor",
      "GET /deployments viewer",
      "GET /healthz public",
      "GET /help viewer",
      "GET /invitation public",
      "GET /livez public",
      "GET /login public",
      "GET /maintenance viewer",
      "GET /metrics viewer",
      "GET /partials/ci viewer",
      "GET /partials/ci/:id/branches viewer",
      "GET /partials/ci/:id/head viewer",
      "GET /partials/ci/:id/issues viewer",
      "GET /partials/ci/:id/merge-requests viewer",
      "GET /partials/ci/:id/runs viewer",
      "GET /partials/ci/:id/trends viewer",
      "GET /partials/ci/overview viewer",
      "GET /partials/ci/runs/:id/head viewer",
      "GET /partials/ci/runs/:id/jobs viewer",
      "GET /partials/ci/runs/:id/related viewer",
      "GET /partials/ci/stats viewer",
      "GET /partials/ci/wall viewer",
      "GET /partials/connections viewer",
      "GET /partials/connections/:id/events viewer",
      "GET /partials/connections/:id/state viewer",
      "GET /partials/dashboard-stats viewer",
      "GET /partials/deployments viewer",
      "GET /partials/palette viewer",
      "GET /partials/services viewer",
      "GET /partials/services-table viewer",
      "GET /partials/services/:id/checks viewer",
      "GET /partials/services/:id/heartbeat viewer",
      "GET /partials/services/:id/history viewer",
      "GET /partials/services/:id/outcomes viewer",
      "GET /partials/services/:id/response-times viewer",
      "GET /partials/services/:id/title viewer",
      "GET /partials/services/:id/uptime viewer",
      "GET /partials/sync viewer",
      "GET /readyz public",
      "GET /search viewer",
      "GET /services viewer",
      "GET /services/:id viewer",
      "GET /services/:id/checks viewer",
      "GET /services/:id/delete editor",
      "GET /services/:id/edit editor",
      "GET /services/bulk viewer",
      "GET /services/new editor",
      "GET /services/paste editor",
      "GET /settings admin",
      "GET /settings/audit admin",
      "GET /settings/invitations admin",
      "GET /settings/users admin",
      "GET /settings/users/:id admin",
      "GET /setup public",
      "GET /status public",
      "GET /status.atom public",
      "GET /status.json public",
      "GET /status/badge/:file public",
      "GET /status/parts public",
      "GET /status/stream public",
      "GET /stream viewer",
      "GET /swagger public",
      "GET /swagger/ public",
      "GET /swagger/doc.json public",
      "GET /swagger/index.html public",
      "PATCH /api/v1/channels/:id editor",
      "PATCH /api/v1/connections/:id editor",
      "PATCH /api/v1/services/:id editor",
      "PATCH /api/v1/users/:id admin",
      "POST /account/password viewer",
      "POST /account/pipelines viewer",
      "POST /account/preferences viewer",
      "POST /account/sessions/:id/end viewer",
      "POST /account/sessions/end viewer",
      "POST /account/tokens viewer",
      "POST /account/tokens/:id/revoke viewer",
      "POST /api/v1/auth/login public",
      "POST /api/v1/auth/logout viewer",
      "POST /api/v1/auth/register public",
      "POST /api/v1/channels editor",
      "POST /api/v1/channels/:id/test editor",
      "POST /api/v1/connections editor",
      "POST /api/v1/connections/:id/refresh editor",
      "POST /api/v1/deliveries/:id/replay editor",
      "POST /api/v1/heartbeats/:token public",
      "POST /api/v1/heartbeats/:token/:signal public",
      "POST /api/v1/invitations admin",
      "POST /api/v1/maintenance editor",
      "POST /api/v1/maintenance/:id/end editor",
      "POST /api/v1/me/password viewer",
      "POST /api/v1/pipelines/:id/rerun editor",
      "POST /api/v1/projects/:id/refresh editor",
      "POST /api/v1/services editor",
      "POST /api/v1/tokens viewer",
      "POST /api/v1/webhook-events/:id/replay editor",
      "POST /api/v1/webhooks/:connection public",
      "POST /api/v1/webhooks/:connection/:token public",
      "POST /channels editor",
      "POST /channels/:id editor",
      "POST /channels/:id/delete editor",
      "POST /channels/:id/deliveries/:delivery/replay editor",
      "POST /channels/:id/test editor",
      "POST /ci/:id/refresh editor",
      "POST /ci/runs/:id/rerun editor",
      "POST /connections editor",
      "POST /connections/:id editor",
      "POST /connections/:id/delete editor",
      "POST /connections/:id/events/:event/replay editor",
      "POST /connections/:id/refresh editor",
      "POST /invitation public",
      "POST /login public",
      "POST /logout public",
      "POST /maintenance editor",
      "POST /maintenance/:id/delete editor",
      "POST /maintenance/:id/end editor",
      "POST /preferences/projects/:id viewer",
      "POST /services editor",
      "POST /services/:id editor",
      "POST /services/:id/delete editor",
      "POST /services/:id/pause editor",
      "POST /services/:id/resume editor",
      "POST /services/bulk editor",
      "POST /services/paste editor",
      "POST /services/try editor",
      "POST /settings/arm admin",
      "POST /settings/invitations admin",
      "POST /settings/invitations/:key/revoke admin",
      "POST /settings/users/:id admin",
      "POST /settings/users/:id/sessions/:session/end admin",
      "POST /settings/users/:id/sessions/end admin",
      "POST /setup public",
      "PUT /api/v1/channels/:id editor",
      "PUT /api/v1/connections/:id editor",
      "PUT /api/v1/maintenance/:id editor",
      "PUT /api/v1/preferences viewer",
      "PUT /api/v1/services/:id editor",
    ]
  `)
})

describe('every route asks for exactly the access that it declares', () => {
  test.each(principals)('of a caller who is %s, by token and by cookie', async (name) => {
    const { routes } = running.app
    expect(routes.length).toBeGreaterThan(30)
    const flaws: string[] = []
    for (const route of routes) {
      flaws.push(...(await flawOf(route, name, bearers.get(name) ?? {})))
      flaws.push(...(await flawOf(route, name, cookies.get(name) ?? {})))
    }
    expect(flaws).toEqual([])
  })

  test('and credentials that are wrong are never taken for none', async () => {
    const open = running.app.routes.filter(({ access }) => access !== 'public')
    const wrong: string[] = []
    for (const { method, path } of open) {
      const asked = await ask(method, path, { Authorization: 'Bearer phr_nobody' })
      if (!sentAway(asked)) wrong.push(`${method} ${path}: ${asked.status}`)
    }
    expect(wrong).toEqual([])
  })
})
