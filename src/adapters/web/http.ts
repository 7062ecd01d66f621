import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Refusal, RequestFacts, Route, User } from '../../kernel/index.ts'

/** What a handler gets: the request, and what the guard found out about it. */
export type HttpContext = Context<{ Variables: RequestFacts; Bindings: HttpBindings }>
export type Handler = (c: HttpContext) => Response | Promise<Response>
export type WebRoute = Route<Handler>

/** A driving adapter as data: the composition root mounts the routes behind its guard. */
export type Wing = {
  readonly routes: readonly WebRoute[]
  /** The one mapping from a refusal to an answer. */
  refuse(refusal: Refusal, c: HttpContext): Response | Promise<Response>
  /** The answer to a fault of ours: it names the request, and nothing of the fault. */
  fault(requestId: string, c: HttpContext): Response | Promise<Response>
}

/** htmx asks for a part of a page; everybody else wants a whole one. */
export const wantsFragment = (c: HttpContext): boolean => c.req.header('HX-Request') === 'true'

/** The user of a request, or `null`. The guard may have refused before it knew. */
export function userOf(c: HttpContext): User | null {
  const principal: RequestFacts['principal'] | undefined = c.get('principal')
  return principal?.kind === 'user' ? principal : null
}
