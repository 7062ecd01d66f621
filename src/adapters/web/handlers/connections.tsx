import { type FieldError, Refusal } from '../../../kernel/index.ts'
import { connectionDraft, connectionText, readForm, type Typed } from '../forms/index.ts'
import { CiMark } from '../fragments/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { topicsText } from '../live/index.ts'
import { sendPage } from '../page.tsx'
import { NewConnectionPage } from '../pages/connection.tsx'
import { ConnectionList, ConnectionsPage } from '../pages/connections.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { PlatformForm, Site } from '../site.ts'
import { actorOf, doneOf, eyesOf, orInvalid, privately } from './common.ts'
import { sendPart, shownBy, unlessAway } from './part.ts'

/** The platforms that are followed: the list, and how one is added to it. */
export function connectionsRoutes(site: Site): WebRoute[] {
  const get = { method: 'GET', access: 'viewer' } as const
  const editor = { access: 'editor' } as const
  const added = paths.newConnection()
  return [
    { ...get, path: paths.connections, handler: (c) => list(c, site) },
    { ...get, path: paths.partials.connections, handler: (c) => part(c, site) },
    { ...editor, method: 'GET', path: added, handler: (c) => askNew(c, site) },
    { ...editor, method: 'POST', path: paths.connections, handler: (c) => create(c, site) },
  ]
}

const dones = { removed: 'The connection is removed, and its projects with it.' }

async function listed(site: Site) {
  const rev = site.board.markOf('ci')
  const connections = await unlessAway(site.connections.list())
  return {
    connections,
    platforms: site.platformForms,
    rev: shownBy(connections, rev),
    now: site.clock.now(),
  }
}

async function list(c: HttpContext, site: Site): Promise<Response> {
  const props = await listed(site)
  return sendPage(c, site, {
    title: 'Connections',
    topics: topicsText({ ci: 'all' }),
    content: (
      <>
        <CiMark at={site.board.markOf('ci')} />
        <ConnectionsPage {...props} eyes={eyesOf(c)} done={doneOf(c, dones)} />
      </>
    ),
  })
}

async function part(c: HttpContext, site: Site): Promise<Response> {
  if (!wantsFragment(c)) return seeOther(paths.connections)
  const props = await listed(site)
  return sendPart(
    c,
    site,
    props.connections === null ? null : site.render(<ConnectionList {...props} />),
  )
}

export const platformOf = (site: Site, type: string): PlatformForm => {
  const form = site.platformForms.find((one) => one.type === type)
  if (form === undefined) throw new Refusal('not_found', 'There is no such platform')
  return form
}

async function askNew(c: HttpContext, site: Site): Promise<Response> {
  const asked = c.req.query('platform')
  if (asked === undefined) return seeOther(`${paths.connections}#h-new`)
  const platform = platformOf(site, asked)
  return sendNew(c, site, { platform, text: connectionText(platform, null), errors: [] })
}

type New = {
  readonly platform: PlatformForm
  readonly text: Typed
  readonly errors: readonly FieldError[]
}

const sendNew = (c: HttpContext, site: Site, form: New): Promise<Response> =>
  sendPage(c, site, {
    title: 'New connection',
    status: form.errors.length > 0 ? 422 : 200,
    headers: privately,
    content: <NewConnectionPage {...form} />,
  })

async function create(c: HttpContext, site: Site): Promise<Response> {
  const typed = await readForm(c)
  const platform = platformOf(site, typed.platform ?? '')
  try {
    const { id } = await site.connections.create(connectionDraft(platform, typed), actorOf(c))
    return seeOther(`${paths.connection(id)}?done=added`)
  } catch (error) {
    return sendNew(c, site, { platform, text: typed, errors: orInvalid(error).fields })
  }
}
