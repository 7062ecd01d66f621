import { parseId, Refusal, type ServiceId } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { readForm, type ServiceText, type Typed } from '../forms/index.ts'
import { withAges } from '../fragments/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { type Trial, TryResult } from '../pages/index.ts'
import { labelsOf } from '../pages/service-fields.tsx'
import { paths } from '../paths.ts'
import { sendHtml } from '../respond.ts'
import type { Site } from '../site.ts'
import { type EditedForm, editedForm, editingOf, sendForm } from './service-answers.tsx'

/** Runs a probe once for a form that is not saved. */
export const tryRoutes = (site: Site): WebRoute[] => [
  { method: 'POST', path: paths.tryService, access: 'editor', handler: (c) => tryOut(c, site) },
]

async function tryOut(c: HttpContext, site: Site): Promise<Response> {
  const typed = await readForm(c)
  const edited = await formOf(site, typed)
  const text = edited?.form.text ?? site.serviceForm.read(typed, site.serviceForm.fresh())
  const trial = await trialOf(c, site, { text, present: edited?.service ?? null })
  if (wantsFragment(c)) {
    const markup = site.render(<TryResult trial={trial} />)
    return sendHtml(c, withAges(markup, site.clock.now()), { headers: unkept })
  }
  const editing = edited && editingOf(site, edited.form, edited.service)
  return sendForm(c, site, {
    text,
    errors: [],
    trial,
    ...(typed._idem && { idem: typed._idem }),
    ...(editing && { editing }),
  })
}

const unkept = { 'Cache-Control': 'no-store' }

/** The form of a service that exists, as it stands; one that is gone is tried like a new one. */
async function formOf(site: Site, typed: Typed) {
  const id = parseId<ServiceId>(typed._service ?? '')
  const service = id === null ? null : await find(site, id)
  if (service === null) return null
  const form: EditedForm = editedForm(site, typed, service)
  return { form, service }
}

async function find(site: Site, id: ServiceId): Promise<Service | null> {
  try {
    return site.board.entry(id)?.service ?? (await site.services.get(id))
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

type Asked = {
  readonly text: ServiceText
  /** Whose secrets are meant by a mask in the text. */
  readonly present: Service | null
}

async function trialOf(c: HttpContext, site: Site, { text, present }: Asked): Promise<Trial> {
  try {
    const name = text.name?.trim() || 'test'
    const draft = site.serviceForm.draftOf({ ...text, name })
    return { kind: 'found', tried: await site.tryOut(draft, c.req.raw.signal, present) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const labels = labelsOf(site.serviceForm)
    const errors = site.serviceForm
      .placed(error.fields, text)
      .map(({ path, message }) => `${labels[path] ?? path} ${message}`)
    return { kind: 'refused', message: error.message, errors }
  }
}
