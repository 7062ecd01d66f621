import { type FieldError, invalid } from '../../../kernel/index.ts'
import { type Service, StaleService } from '../../../modules/services/index.ts'
import {
  changeOf,
  clashOf,
  draftOf,
  merged,
  readForm,
  type ServiceText,
  serviceText,
  type Typed,
  textOf,
} from '../forms/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import { topicsText } from '../live/index.ts'
import { sendPage } from '../page.tsx'
import { ServiceFormPage, type ServiceFormProps } from '../pages/index.ts'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { actorOf, orInvalid, serviceIdOf } from './common.ts'

/** Adding and editing services. */
export function serviceFormRoutes(site: Site): WebRoute[] {
  return [
    {
      method: 'GET',
      path: paths.newService,
      access: 'editor',
      handler: (c) => sendForm(c, site, { text: serviceText({}), errors: [] }),
    },
    { method: 'POST', path: paths.services, access: 'editor', handler: (c) => create(c, site) },
    {
      method: 'GET',
      path: '/services/:id/edit',
      access: 'editor',
      handler: async (c) => {
        const service = await site.services.get(serviceIdOf(c))
        const text = textOf(service)
        const editing = { service, rev: service.rev, was: text, clash: null }
        return sendForm(c, site, { text, errors: [], editing })
      },
    },
    { method: 'POST', path: '/services/:id', access: 'editor', handler: (c) => save(c, site) },
  ]
}

async function create(c: HttpContext, site: Site): Promise<Response> {
  const text = serviceText(await readForm(c))
  try {
    const { value, seq } = await site.services.create(draftOf(text), actorOf(c))
    await site.board.reach(seq)
    return seeOther(paths.service(value.id))
  } catch (error) {
    const { fields } = orInvalid(error)
    return sendForm(c, site, { text, errors: fields, status: 422 })
  }
}

async function save(c: HttpContext, site: Site): Promise<Response> {
  const id = serviceIdOf(c)
  const typed = await readForm(c)
  const text = serviceText(typed)
  const expectedRev = revOf(typed)
  try {
    const change = { input: changeOf(text), expectedRev }
    const { seq } = await site.services.patch(id, change, actorOf(c))
    await site.board.reach(seq)
    return seeOther(paths.service(id))
  } catch (error) {
    if (error instanceof StaleService) return conflict(c, site, { typed, current: error.current })
    const { fields } = orInvalid(error)
    const service = await site.services.get(id)
    const editing = { service, rev: expectedRev, was: wasOf(typed) ?? textOf(service), clash: null }
    return sendForm(c, site, { text, errors: fields, editing, status: 422 })
  }
}

/** Shows both versions. The form is now about the present one, so that saving it again is a decision. */
function conflict(
  c: HttpContext,
  site: Site,
  { typed, current }: { readonly typed: Typed; readonly current: Service },
): Promise<Response> {
  const yours = serviceText(typed)
  const theirs = textOf(current)
  const versions = { was: wasOf(typed) ?? yours, yours, theirs }
  const editing = { service: current, rev: current.rev, was: theirs, clash: clashOf(versions) }
  return sendForm(c, site, { text: merged(versions), errors: [], editing, status: 409 })
}

function revOf(typed: Typed): number {
  const rev = typed._rev ?? ''
  if (/^\d{1,15}$/.test(rev)) return Number(rev)
  throw invalid([{ path: '_rev', message: 'is missing: load the form again' }])
}

/** What the form was filled with, as it says itself; it only decides what is shown side by side. */
function wasOf(typed: Typed): ServiceText | null {
  try {
    const was: unknown = JSON.parse(typed._was ?? '')
    if (typeof was !== 'object' || was === null) return null
    const texts = Object.entries(was).filter(([, value]) => typeof value === 'string')
    return serviceText(Object.fromEntries(texts))
  } catch {
    return null
  }
}

type Form = Omit<ServiceFormProps, 'errors'> & {
  readonly errors: readonly FieldError[]
  readonly status?: number
}

function sendForm(c: HttpContext, site: Site, { status = 200, ...form }: Form): Promise<Response> {
  const { editing } = form
  return sendPage(c, site, {
    status,
    title: editing === undefined ? 'Add service' : `Edit ${editing.service.name}`,
    ...(editing && { topics: topicsText({ detail: editing.service.id }) }),
    content: <ServiceFormPage {...form} />,
  })
}
