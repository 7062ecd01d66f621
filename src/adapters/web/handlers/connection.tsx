import type { FieldError } from '../../../kernel/index.ts'
import { type ConnectionView, StaleConnection } from '../../../modules/pipelines/index.ts'
import { connectionDraft, connectionText, readForm, type Typed } from '../forms/index.ts'
import { CiMark } from '../fragments/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { topicsText } from '../live/index.ts'
import { sendPage } from '../page.tsx'
import { ConnectionPage, ConnectionState } from '../pages/connection.tsx'
import type { WebhookProps } from '../pages/connection-webhook.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { actorOf, doneOf, eyesOf, orInvalid, originOf, privately } from './common.ts'
import { eventsOf } from './connection-events.tsx'
import { platformOf } from './connections.tsx'
import { idOf } from './ids.ts'
import { sendPart } from './part.ts'
import { changedMeanwhile, revOf } from './versions.ts'

/** One connection, and what can be done with it. */
export function connectionRoutes(site: Site): WebRoute[] {
  const get = { method: 'GET', access: 'viewer' } as const
  const editor = { access: 'editor', method: 'POST' } as const
  return [
    { ...get, path: '/connections/:id', handler: (c) => show(c, site) },
    { ...get, path: '/partials/connections/:id/state', handler: (c) => part(c, site) },
    { ...editor, path: '/connections/:id', handler: (c) => save(c, site) },
    { ...editor, path: '/connections/:id/refresh', handler: (c) => refresh(c, site) },
    { ...editor, path: '/connections/:id/delete', handler: (c) => remove(c, site) },
  ]
}

const dones = {
  added: 'The connection is added. Its projects are here as soon as the platform has listed them.',
  saved: 'The connection is saved.',
  refreshed: 'Its list of projects is read again now.',
  replayed: 'The delivery is processed again.',
}

async function show(c: HttpContext, site: Site): Promise<Response> {
  const rev = site.board.markOf('ci')
  const connection = await site.connections.get(idOf(c, 'connection'))
  const text = connectionText(platformOf(site, connection.platform), connection)
  return send(c, site, { connection, rev, text })
}

type State = {
  readonly connection: ConnectionView
  readonly rev: number
  readonly text: Typed
  readonly errors?: readonly FieldError[]
}

async function send(c: HttpContext, site: Site, shown: State): Promise<Response> {
  const { connection, rev, text, errors = [] } = shown
  const events = await eventsOf(c, site, connection.id)
  return sendPage(c, site, {
    title: connection.name,
    status: errors.length > 0 ? 422 : 200,
    headers: privately,
    topics: topicsText({ ci: 'all' }),
    content: (
      <>
        <CiMark at={site.board.markOf('ci')} />
        <ConnectionPage
          platform={platformOf(site, connection.platform)}
          eyes={eyesOf(c)}
          done={doneOf(c, dones)}
          text={text}
          errors={errors}
          state={stateOf(site, connection, rev)}
          webhook={webhookOf(c, site, connection)}
          events={events}
        />
      </>
    ),
  })
}

const stateOf = (site: Site, connection: ConnectionView, rev: number) => ({
  connection,
  address: site.connections.platforms.urlOf(connection.platform, connection.config),
  rev,
  now: site.clock.now(),
})

/** The secret is for those who may set it. */
function webhookOf(c: HttpContext, site: Site, connection: ConnectionView): WebhookProps | null {
  const { connections } = site
  const webhooks = connections.platforms.webhooksOf(connection.platform)
  if (webhooks === null || eyesOf(c) !== 'editor') return null
  const base = originOf(c, site).replace(/\/+$/, '')
  return {
    address: `${base}/api/v1/webhooks/${encodeURIComponent(connection.name)}`,
    secret: connections.secretOf(connection),
    steps: webhooks.steps,
  }
}

async function part(c: HttpContext, site: Site): Promise<Response> {
  const id = idOf(c, 'connection')
  if (!wantsFragment(c)) return seeOther(paths.connection(id))
  const rev = site.board.markOf('ci')
  const connection = await site.connections.get(id)
  return sendPart(c, site, site.render(<ConnectionState {...stateOf(site, connection, rev)} />))
}

async function save(c: HttpContext, site: Site): Promise<Response> {
  const rev = site.board.markOf('ci')
  const connection = await site.connections.get(idOf(c, 'connection'))
  const typed = await readForm(c)
  const expectedRev = revOf(typed)
  try {
    const input = connectionDraft(platformOf(site, connection.platform), typed)
    await site.connections.replace(connection.id, { input, expectedRev }, actorOf(c))
    return seeOther(`${paths.connection(connection.id)}?done=saved`)
  } catch (error) {
    const isStale = error instanceof StaleConnection
    const errors = isStale ? changedMeanwhile : orInvalid(error).fields
    const shownRev = isStale ? error.current.rev : expectedRev
    return send(c, site, {
      connection,
      rev,
      text: { ...typed, rev: String(shownRev) },
      errors,
    })
  }
}

async function refresh(c: HttpContext, site: Site): Promise<Response> {
  const id = idOf(c, 'connection')
  await site.connections.refresh(id)
  return seeOther(`${paths.connection(id)}?done=refreshed`)
}

async function remove(c: HttpContext, site: Site): Promise<Response> {
  await site.connections.remove(idOf(c, 'connection'), actorOf(c))
  return seeOther(`${paths.connections}?done=removed`)
}
