import { type MaintenanceId, notFound, parseId } from '../../../kernel/index.ts'
import { pick, readForm } from '../forms/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import { sendPage } from '../page.tsx'
import {
  MaintenancePage,
  type MaintenancePageProps,
  type MaintenanceText,
  maintenanceFieldNames,
} from '../pages/maintenance.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { actorOf, doneOf, eyesOf, orInvalid, privately } from './common.ts'

/** Planned work. */
export function maintenanceRoutes(site: Site): WebRoute[] {
  const editor = { access: 'editor', method: 'POST' } as const
  return [
    {
      access: 'viewer',
      method: 'GET',
      path: paths.maintenance,
      handler: (c) => send(c, site, { done: doneOf(c, dones) }),
    },
    { ...editor, path: paths.maintenance, handler: (c) => create(c, site) },
    { ...editor, path: '/maintenance/:id/end', handler: (c) => end(c, site) },
    { ...editor, path: '/maintenance/:id/delete', handler: (c) => remove(c, site) },
  ]
}

const dones = {
  saved: 'The maintenance is saved.',
  ended: 'The maintenance is over.',
  removed: 'The maintenance is removed.',
}

const empty: MaintenanceText = { ...pick({}, maintenanceFieldNames), duration: '30m' }

type State = Partial<Pick<MaintenancePageProps, 'text' | 'errors' | 'done'>> & {
  readonly status?: number
}

async function send(c: HttpContext, site: Site, state: State): Promise<Response> {
  const { text = empty, errors = [], done = null, status = 200 } = state
  const props = { maintenances: await site.maintenances.list(), eyes: eyesOf(c) }
  return sendPage(c, site, {
    title: 'Maintenance',
    status,
    headers: privately,
    content: <MaintenancePage {...props} text={text} errors={errors} done={done} />,
  })
}

async function create(c: HttpContext, site: Site): Promise<Response> {
  const text = pick(await readForm(c), maintenanceFieldNames)
  try {
    await site.maintenances.create(inputOf(text), actorOf(c))
    return seeOther(`${paths.maintenance}?done=saved`)
  } catch (error) {
    // One of a list is wrong; the form has one field for all.
    const errors = orInvalid(error).fields.map(({ path, message }) => ({
      path: path.split('.')[0] ?? path,
      message,
    }))
    return send(c, site, { text, errors, status: 422 })
  }
}

/** An empty field says nothing; a ticked box comes as `on`. */
function inputOf({ services, all, ends_when_green, ...text }: MaintenanceText) {
  const given = Object.entries(text)
    .map(([name, value]) => [name, value.trim()])
    .filter(([, value]) => value !== '')
  return {
    ...Object.fromEntries(given),
    services: services
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number),
    all: all !== '',
    ends_when_green: ends_when_green !== '',
  }
}

function idOf(c: HttpContext): MaintenanceId {
  const text = c.req.param('id') ?? ''
  const id = parseId<MaintenanceId>(text)
  if (id === null) throw notFound('maintenance', text)
  return id
}

async function end(c: HttpContext, site: Site): Promise<Response> {
  await site.maintenances.end(idOf(c), actorOf(c))
  return seeOther(`${paths.maintenance}?done=ended`)
}

async function remove(c: HttpContext, site: Site): Promise<Response> {
  await site.maintenances.remove(idOf(c), actorOf(c))
  return seeOther(`${paths.maintenance}?done=removed`)
}
