import {
  type Actor,
  decideAccess,
  notFound,
  parseId,
  Refusal,
  type ServiceId,
  type User,
} from '../../../kernel/index.ts'
import type { Caller } from '../../../modules/identity/index.ts'
import type { Eyes } from '../fragments/index.ts'
import { type HttpContext, userOf } from '../http.ts'
import { localPath } from '../paths.ts'
import type { Site } from '../site.ts'

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

/** Who changes something of accounts. */
export const byOf = (c: HttpContext) => ({ user: theUser(c), requestId: c.get('requestId') })

/** For pages of one person that no cache is to keep. */
export const privately = { 'Cache-Control': 'no-store' } as const

export const callerOf = (c: HttpContext): Caller => ({
  address: c.get('address'),
  loopback: c.get('loopback'),
  requestId: c.get('requestId'),
  agent: c.req.header('User-Agent'),
})

export function serviceIdOf(c: HttpContext): ServiceId {
  const text = c.req.param('id') ?? ''
  const id = parseId<ServiceId>(text)
  if (id === null) throw notFound('service', text)
  return id
}

/** Where people and jobs reach us: as the configuration says, else where this very request came to. */
export function originOf(c: HttpContext, site: Pick<Site, 'publicUrl'>): string {
  const { host } = new URL(c.req.url)
  return site.publicUrl ?? `${c.get('secure') ? 'https' : 'http'}://${host}`
}

/** The page that a form stood on: of this site, or the one given. */
export function cameFrom(c: HttpContext, otherwise: string): string {
  const referer = URL.parse(c.req.header('Referer') ?? '')
  if (referer === null || referer.host !== new URL(c.req.url).host) return otherwise
  return localPath(`${referer.pathname}${referer.search}`)
}

/** What a page says was done before: one of its own sentences, by the word in its address. */
export function doneOf(c: HttpContext, sentences: Readonly<Record<string, string>>): string | null {
  const word = c.req.query('done') ?? ''
  return Object.hasOwn(sentences, word) ? (sentences[word] ?? null) : null
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
