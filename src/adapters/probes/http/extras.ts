import { isCredentialHeader } from '../../../kernel/index.ts'
import type { ProbeWorld } from '../kind.ts'
import type { Scope } from '../scope.ts'
import { revealed } from '../secret-setting.ts'
import type { HttpConfig } from './config.ts'
import type { Extras } from './exchange.ts'
import { headersSetting, type RequestHeaders } from './headers.ts'

const plain = { 'User-Agent': 'Pharos', Accept: '*/*' }

/** RFC 7617 and RFC 6750; `null` where nobody logs in. */
function authorizationOf(scope: Scope, world: ProbeWorld, config: HttpConfig): string | null {
  const token = revealed(scope, world, config.bearer_token)
  // A line break would end the header.
  if (token !== '') return `Bearer ${token.replace(/[^\x21-\x7e]/g, '')}`
  if (config.username === '') return null
  const password = revealed(scope, world, config.password)
  const encoded = Buffer.from(`${config.username}:${password}`).toString('base64')
  scope.conceal(encoded)
  return `Basic ${encoded}`
}

/** Kept out of the result whole, and word by word: of `Bearer abc` the second word is the secret. */
function secretHeadersOf(scope: Scope, world: ProbeWorld, config: HttpConfig): RequestHeaders {
  const headers = headersSetting.parse(revealed(scope, world, config.secret_headers))
  for (const value of Object.values(headers)) {
    for (const secret of [value, ...value.split(' ').slice(1)]) scope.conceal(secret)
  }
  return headers
}

function typeOf(body: string): string {
  return /^\s*[{[]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8'
}

/** What a request of these settings says beyond a plain one; `null` for nothing. */
export function extrasOf(scope: Scope, world: ProbeWorld, config: HttpConfig): Extras | null {
  const headers = { ...config.headers, ...secretHeadersOf(scope, world, config) }
  for (const [name, value] of Object.entries(headers)) {
    if (isCredentialHeader(name)) scope.conceal(value)
  }
  return compose(Object.entries(headers), config.body, authorizationOf(scope, world, config))
}

/**
 * The same for another origin that a redirect leads to (RFC 9110 section 15.4): it is sent what the
 * request is about, since it is to answer it, and not told who asks. Secret headers count as telling.
 */
export const guestExtrasOf = ({ headers, body }: HttpConfig): Extras | null =>
  compose(
    Object.entries(headers).filter(([name]) => !isCredentialHeader(name)),
    body,
    null,
  )

function compose(
  own: readonly (readonly [string, string])[],
  body: string,
  authorization: string | null,
): Extras | null {
  if (own.length === 0 && body === '' && authorization === null) return null
  // The later one of a name counts: what was typed before what is usual, credentials before all.
  const said = new Map<string, string>()
  const all = [
    ...Object.entries(plain),
    ...(body === '' ? [] : [['Content-Type', typeOf(body)] as const]),
    ...own,
    ...(authorization === null ? [] : [['Authorization', authorization] as const]),
  ]
  for (const [name, value] of all) said.set(name.toLowerCase(), `${name}: ${value}`)
  return { headers: [...said.values()], body: body === '' ? null : Buffer.from(body) }
}
