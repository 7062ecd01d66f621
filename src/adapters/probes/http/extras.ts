import type { ProbeWorld } from '../kind.ts'
import type { Scope } from '../scope.ts'
import { revealed } from '../secret-setting.ts'
import type { HttpConfig } from './config.ts'
import type { Extras } from './exchange.ts'

/** Headers that say who asks: a target that repeats one must not get it shown. */
const telling = /auth|cookie|token|key|secret|signature|password/i

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

function typeOf(body: string): string {
  return /^\s*[{[]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8'
}

/** What a request of these settings says beyond a plain one; `null` for nothing. */
export function extrasOf(scope: Scope, world: ProbeWorld, config: HttpConfig): Extras | null {
  const { headers, body } = config
  const authorization = authorizationOf(scope, world, config)
  const own = Object.entries(headers)
  if (own.length === 0 && body === '' && authorization === null) return null
  for (const [name, value] of own) if (telling.test(name)) scope.conceal(value)
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
