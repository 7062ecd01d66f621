import {
  type ConnectionId,
  notFound,
  type ProjectId,
  parseId,
  type RunId,
  type WebhookEventId,
} from '../../../kernel/index.ts'
import type { HttpContext } from '../http.ts'

type PathIds = {
  readonly connection: ConnectionId
  readonly project: ProjectId
  readonly run: RunId
  readonly delivery: WebhookEventId
}

/** An id of a path. What is none is as absent as one that nothing has. */
export function idOf<Noun extends keyof PathIds>(
  c: HttpContext,
  noun: Noun,
  param = 'id',
): PathIds[Noun] {
  const text = c.req.param(param) ?? ''
  const id = parseId<PathIds[Noun]>(text)
  if (id === null) throw notFound(noun, text)
  return id
}
