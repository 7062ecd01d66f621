import { createHash } from 'node:crypto'
import { Refusal } from '../../../kernel/index.ts'
import { type Idempotency, type Service, StaleService } from '../../../modules/services/index.ts'
import { givenUp, readForm, type ServiceText, type Typed } from '../forms/index.ts'
import { changeable, reviewField } from '../fragments/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import { paths } from '../paths.ts'
import type { Site } from '../site.ts'
import { actorOf, serviceIdOf } from './common.ts'
import {
  conflict,
  deleted,
  type EditedForm,
  editedForm,
  editingOf,
  freshKey,
  leadTo,
  refused,
  sendForm,
} from './service-answers.tsx'

/** Adding and editing services. */
export function serviceFormRoutes(site: Site): WebRoute[] {
  return [
    {
      method: 'GET',
      path: paths.newService,
      access: 'editor',
      handler: (c) => sendForm(c, site, { text: site.serviceForm.fresh(), errors: [] }),
    },
    { method: 'POST', path: paths.services, access: 'editor', handler: (c) => create(c, site) },
    {
      method: 'GET',
      path: '/services/:id/edit',
      access: 'editor',
      handler: (c) => edit(c, site),
    },
    { method: 'POST', path: '/services/:id', access: 'editor', handler: (c) => save(c, site) },
  ]
}

async function edit(c: HttpContext, site: Site): Promise<Response> {
  const service = await site.services.get(serviceIdOf(c))
  if (!changeable(service)) {
    throw new Refusal(
      'forbidden',
      service.system
        ? 'Pharos watches itself; this cannot be changed'
        : `${service.name} is defined in the configuration file; change it there`,
    )
  }
  const text = site.serviceForm.textOf(service)
  const editing = { service, rev: service.rev, was: text, before: null, notes: {} }
  return sendForm(c, site, { text, errors: [], editing })
}

async function create(c: HttpContext, site: Site): Promise<Response> {
  const typed = await readForm(c)
  const { serviceForm } = site
  const text = serviceForm.read(typed, serviceForm.fresh())
  try {
    const draft = serviceForm.draftOf(text)
    const { value, seq } = await site.services.create(draft, actorOf(c), keyOf(typed, text))
    await site.board.reach(seq)
    return leadTo(c, paths.service(value.id))
  } catch (error) {
    const refusal = asRefusal(error)
    if (isSpent(refusal)) return spent(c, site, text)
    return refused(c, site, { refusal, text, idem: idemOf(typed) ?? freshKey() })
  }
}

/** A form that is sent twice makes one service: both times it has the key that it was drawn with. */
function keyOf(typed: Typed, text: ServiceText): Idempotency | null {
  const key = idemOf(typed)
  if (key === null) return null
  const fingerprint = createHash('sha256').update(JSON.stringify(text)).digest('hex')
  return { key: `form ${key}`, fingerprint }
}

const idemOf = ({ _idem = '' }: Typed): string | null =>
  /^[\w-]{8,64}$/.test(_idem) ? _idem : null

/** This form has made a service before, and was changed since or its service deleted. */
const isSpent = ({ code, fields }: Refusal): boolean =>
  code === 'gone' || fields.some(({ path }) => path === 'Idempotency-Key')

const spent = (c: HttpContext, site: Site, text: ServiceText): Promise<Response> =>
  sendForm(c, site, {
    text,
    errors: [],
    status: 409,
    trouble:
      'This form had made a service already, before you changed it. Look at the services first; saving again makes another one.',
  })

async function save(c: HttpContext, site: Site): Promise<Response> {
  const id = serviceIdOf(c)
  const typed = await readForm(c)
  try {
    const present = await site.services.get(id)
    const form = editedForm(site, typed, present)
    const { serviceForm } = site
    if (typed[reviewField] !== undefined) return review(c, site, { form, current: present })
    const text = givenUp(form.text, { theirs: form.was ?? form.text, names: form.given })
    const change = { input: serviceForm.changeOf(text, present), expectedRev: form.rev }
    try {
      const { seq } = await site.services.patch(id, change, actorOf(c))
      await site.board.reach(seq)
      return leadTo(c, paths.service(id))
    } catch (error) {
      if (error instanceof StaleService) {
        return conflict(c, site, { form: { ...form, text }, current: error.current })
      }
      throw error
    }
  } catch (error) {
    return unsaved(c, site, { refusal: asRefusal(error), typed })
  }
}

/** Both versions side by side; the form as it is where it is about the present one already. */
function review(
  c: HttpContext,
  site: Site,
  { form, current }: { readonly form: EditedForm; readonly current: Service },
): Promise<Response> {
  if (form.rev !== current.rev) return conflict(c, site, { form, current })
  const editing = editingOf(site, form, current)
  return sendForm(c, site, { text: form.text, errors: [], editing, unsaved: true })
}

/** What nobody refused is a fault, and goes on to the one place for faults. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  throw error
}

/** The form again with what was typed, whatever the reason is that it was not saved. */
function unsaved(
  c: HttpContext,
  site: Site,
  { refusal, typed }: { readonly refusal: Refusal; readonly typed: Typed },
): Promise<Response> {
  const id = serviceIdOf(c)
  if (refusal.code === 'not_found' && typed._rev !== undefined) return deleted(c, site, typed)
  const service = site.board.entry(id)?.service
  if (service === undefined || typed._rev === undefined) throw refusal
  const form: EditedForm = editedForm(site, typed, service)
  return refused(c, site, { refusal, text: form.text, form, service })
}
