import { z } from 'zod'
import { oneLine } from '../../../kernel/index.ts'
import { type Delivery, PlatformFault } from '../../../modules/pipelines/index.ts'
import { exact, link, name } from '../fields.ts'
import { id } from './fields.ts'

/** A delivery's body, by its names. Throws `PlatformFault('malformed')`. */
export function bodyOf({ body }: Delivery): Readonly<Record<string, unknown>> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(parse(body))
  if (parsed.success) return parsed.data
  throw new PlatformFault('malformed', 'a delivery of GitLab is no JSON object')
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return null
  }
}

/** What its body says that it is: `pipeline`; events of an instance have only a name, `project_create`. */
export function kindOf(body: Readonly<Record<string, unknown>>): string {
  const { object_kind, event_name } = body
  if (typeof object_kind === 'string') return object_kind
  return typeof event_name === 'string' ? event_name : ''
}

/**
 * What makes a delivery the same when it comes again: retries keep `webhook-id`, which older
 * versions call `Idempotency-Key`. An event's UUID is shared by all hooks that hear of it.
 */
export function identify(delivery: Delivery): {
  readonly id: string | null
  readonly type: string
} {
  const {
    'webhook-id': standard,
    'idempotency-key': key,
    'x-gitlab-event-uuid': event,
    'x-gitlab-webhook-uuid': hook = '',
    'x-gitlab-event': title,
  } = delivery.headers
  const known = standard || key || (event ? `${event} ${hook}`.trim() : null)
  const state = stateOf(delivery)
  const words = [title ?? 'unknown', ...(state === null ? [] : [state])]
  return { id: known === null ? null : oneLine(known, 200), type: oneLine(words.join(' '), 100) }
}

const states = z.object({
  object_attributes: z
    .object({ status: z.string().catch(''), action: z.string().catch('') })
    .catch({ status: '', action: '' }),
  build_status: z.string().catch(''),
  status: z.string().catch(''),
  event_name: z.string().catch(''),
})

/** What became of what it is about: `success`, `merge`; of events of an instance, what happened. */
function stateOf({ body }: Delivery): string | null {
  const { success, data } = states.safeParse(parse(body))
  if (!success) return null
  const { object_attributes, build_status, status, event_name } = data
  return (
    object_attributes.status ||
    object_attributes.action ||
    build_status ||
    status ||
    event_name ||
    null
  )
}

/** The project that a delivery is of. */
export const projectSchema = z.object({
  id,
  path_with_namespace: exact,
  web_url: link,
  default_branch: exact,
})
export type HookProject = z.output<typeof projectSchema>

export const keyOf = (project: HookProject) => ({
  externalId: project.id,
  fullName: project.path_with_namespace,
})

/** A page of a project; `null` where its own address is not known. */
export const pageOf = (project: HookProject, path: string): string | null =>
  project.web_url === null ? null : `${project.web_url}/-/${path}`

/** Older deliveries of a repository have only the number of their project. */
export const repositorySchema = z.object({
  project_id: id.nullable().catch(null),
  project: projectSchema.nullable().catch(null),
  path_with_namespace: name.nullable().catch(null),
})

/** @returns `null` where it names none. */
export function repositoryKeyOf(body: z.output<typeof repositorySchema>) {
  const externalId = body.project_id ?? body.project?.id ?? null
  const fullName = body.project?.path_with_namespace ?? body.path_with_namespace
  return externalId === null && fullName === null ? null : { externalId, fullName }
}
