import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { WebSocket } from 'ws'
import type { Access, Refusal, RequestFacts, Route } from '../../kernel/index.ts'

/** What a handler gets: the request, and what the guard found out about it. */
export type HttpContext = Context<{ Variables: RequestFacts; Bindings: HttpBindings }>
export type Handler = (c: HttpContext) => Response | Promise<Response>

/** A driving adapter as data: the composition root mounts the routes behind its guard. */
export type Wing = {
  readonly routes: readonly Route<Handler>[]
  /** The one mapping from a refusal to an answer. */
  refuse(refusal: Refusal, c: HttpContext): Response
  /** The answer to a fault of ours: it names the request, and nothing of the fault. */
  fault(requestId: string, c: HttpContext): Response
}

/** A WebSocket as a value. The composition root checks Origin and access before it upgrades. */
export type SocketRoute = {
  readonly path: string
  readonly access: Access
  /** Options of the `WebSocketServer` of `ws` that this route relies on. */
  readonly limits: { readonly maxPayload: number; readonly perMessageDeflate: false }
  open(socket: WebSocket, request: { readonly url: URL; readonly facts: RequestFacts }): void
}
