import { type ConnectionId, notFound } from '../../../kernel/index.ts'
import type { EventBody, StoredEvent } from '../../../modules/pipelines/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { sendPage } from '../page.tsx'
import { EventPage } from '../pages/connection-event.tsx'
import { EventsPanel, type EventsProps } from '../pages/connection-events.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { actorOf, doneOf, eyesOf, pageOf, privately } from './common.ts'
import { idOf } from './ids.ts'
import { sendPart, shownBy, unlessAway } from './part.ts'

/** What a platform delivered to a connection. */
export function connectionEventRoutes(site: Site): WebRoute[] {
  const editor = { access: 'editor' } as const
  return [
    {
      method: 'GET',
      access: 'viewer',
      path: '/partials/connections/:id/events',
      handler: (c) => part(c, site),
    },
    {
      ...editor,
      method: 'GET',
      path: '/connections/:id/events/:event',
      handler: (c) => show(c, site),
    },
    {
      ...editor,
      method: 'POST',
      path: '/connections/:id/events/:event/replay',
      handler: (c) => replay(c, site),
    },
  ]
}

const pageSize = 25

/** The page of them that the address names; past the end, the last. */
export async function eventsOf(c: HttpContext, site: Site, id: ConnectionId): Promise<EventsProps> {
  const rev = site.board.markOf('ci')
  const request = { page: pageOf(c.req.query('events')), limit: pageSize }
  const events = await unlessAway(site.pipelines.events({ connectionId: id }, request))
  return { id, rev: shownBy(events, rev), eyes: eyesOf(c), events }
}

async function part(c: HttpContext, site: Site): Promise<Response> {
  const id = idOf(c, 'connection')
  if (!wantsFragment(c)) return seeOther(paths.connection(id))
  const props = await eventsOf(c, site, id)
  return sendPart(c, site, props.events === null ? null : site.render(<EventsPanel {...props} />))
}

async function theEvent(c: HttpContext, site: Site): Promise<StoredEvent & EventBody> {
  const id = idOf(c, 'delivery', 'event')
  const event = await site.pipelines.event(id)
  if (event.connectionId !== idOf(c, 'connection')) throw notFound('delivery', id)
  return event
}

/** More than this helps nobody who reads it on a page; the API gives the rest. In bytes. */
const bodyMost = 20_480
const headersMost = 100
const headerLongest = 1_000

async function show(c: HttpContext, site: Site): Promise<Response> {
  const event = await theEvent(c, site)
  const { name } = await site.connections.get(event.connectionId)
  const { headers, body } = event
  const props = {
    event,
    connection: name,
    headers: Object.entries(headers)
      .slice(0, headersMost)
      .map(([header, value]) => [header, value.slice(0, headerLongest)] as const),
    body: textOf(body),
    cutAt: body.byteLength > bodyMost ? bodyMost : null,
    done: doneOf(c, { replayed: 'The delivery is processed again.' }),
  }
  return sendPage(c, site, {
    title: `Delivery ${event.id}`,
    headers: privately,
    content: <EventPage {...props} />,
  })
}

/** JSON that is all there is set out in lines; anything else is as it came. */
function textOf(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, bodyMost), { stream: true })
  if (body.byteLength > bodyMost) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

async function replay(c: HttpContext, site: Site): Promise<Response> {
  const { id, connectionId } = await theEvent(c, site)
  await site.pipelines.replay(id, actorOf(c))
  return seeOther(`${paths.connectionEvent(connectionId, id)}?done=replayed`)
}
