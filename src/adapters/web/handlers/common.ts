import {
  decideAccess,
  notFound,
  parseId,
  Refusal,
  type ServiceId,
  type User,
} from '../../../kernel/index.ts'
import type { Caller } from '../../../modules/identity/index.ts'
import type { Actor } from '../../../modules/services/index.ts'
import type { Eyes } from '../fragments/index.ts'
import { type HttpContext, userOf } from '../http.ts'

/** Who looks. */
export function eyesOf(c: HttpContext): Eyes {
  return decideAccess('editor', c.get('principal')) === 'allowed' ? 'editor' : 'viewer'
}

/** The user behind a route that the guard opens to users only. */
export function theUser(c: HttpContext): User {
  const user = userOf(c)
  if (user === null) throw new Refusal('unauthenticated', 'Log in first')
  return user
}

export function actorOf(c: HttpContext): Actor {
  const user = theUser(c)
  return { userId: user.userId, label: user.email, requestId: c.get('requestId') }
}

export const callerOf = (c: HttpContext): Caller => ({
  address: c.get('address'),
  loopback: c.get('loopback'),
  requestId: c.get('requestId'),
})

export function serviceIdOf(c: HttpContext): ServiceId {
  const text = c.req.param('id') ?? ''
  const id = parseId<ServiceId>(text)
  if (id === null) throw notFound('service', text)
  return id
}

/** A page number from an address, from 1; anything else is the first page. */
export function pageOf(text: string | undefined): number {
  return text !== undefined && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : 1
}

/** A refusal that says what to write differently; anything else goes on to the one mapping. */
export function orInvalid(error: unknown): Refusal {
  if (error instanceof Refusal && error.fields.length > 0) return error
  throw error
}
