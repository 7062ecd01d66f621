import { randomUUID } from 'node:crypto'
import { type FieldError, invalid, Refusal, type RefusalCode } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { merged, notesOn, type ServiceText, sameText, type Typed } from '../forms/index.ts'
import { withAges } from '../fragments/index.ts'
import { type HttpContext, wantsFragment } from '../http.ts'
import { topicsText } from '../live/index.ts'
import { sendPage } from '../page.tsx'
import { type Editing, ServiceFormPage, type ServiceFormProps } from '../pages/index.ts'
import { theirsField } from '../pages/said.tsx'
import { paths } from '../paths.ts'
import { hardened, seeOther, sendHtml } from '../respond.ts'
import type { Site } from '../site.ts'

/** A form that was sent for a service that exists. */
export type EditedForm = {
  readonly rev: number
  readonly text: ServiceText
  /** What it was filled with; `null` when it no longer says so in a way that can be read. */
  readonly was: ServiceText | null
  /** After a conflict: what it was filled with before. */
  readonly before: ServiceText | null
  /** Fields for which theirs is to be taken. */
  readonly given: readonly string[]
}

export function editedForm(site: Site, typed: Typed, present: Service): EditedForm {
  const base = site.serviceForm.textOf(present)
  const was = versionOf(site, typed._was, base)
  const given = Object.keys(base).filter((name) => typed[theirsField(name)] !== undefined)
  return {
    rev: revOf(typed),
    text: site.serviceForm.read(typed, was ?? base),
    was,
    before: versionOf(site, typed._before, base),
    given,
  }
}

function revOf(typed: Typed): number {
  const rev = typed._rev ?? ''
  if (/^\d{1,15}$/.test(rev)) return Number(rev)
  throw invalid([{ path: '_rev', message: 'is missing: load the form again' }])
}

/** A version as a form itself says it; it only decides what is shown side by side. */
function versionOf(site: Site, json: string | undefined, base: ServiceText): ServiceText | null {
  try {
    const version: unknown = JSON.parse(json ?? '')
    if (typeof version !== 'object' || version === null) return null
    const texts = Object.entries(version).filter(([, value]) => typeof value === 'string')
    return site.serviceForm.read(Object.fromEntries(texts), base)
  } catch {
    return null
  }
}

/**
 * Shows both versions. The form is now about the present one, so that saving it again is a decision.
 * One that was sent twice finds what it saved itself, and goes on.
 */
export async function conflict(
  c: HttpContext,
  site: Site,
  { form, current }: { readonly form: EditedForm; readonly current: Service },
): Promise<Response> {
  const { serviceForm } = site
  const theirs = serviceForm.textOf(current)
  const versions = { was: form.was, yours: form.text, theirs }
  const text = merged(versions)
  const names = serviceForm.shown(text.url)
  if (names.every((name) => sameText(name, form.text[name] ?? '', theirs[name] ?? ''))) {
    return leadTo(c, paths.service(current.id))
  }
  const editing = {
    service: current,
    rev: current.rev,
    was: theirs,
    before: form.was,
    notes: notesOn(versions, names),
    by: await changedBy(site, current),
  }
  return sendForm(c, site, { text, errors: [], editing, status: 409 })
}

/** Changes among which the latest of one service is looked for. */
const latestChanges = { page: 1, limit: 50, action: 'service.updated' } as const

/** Who made the present version; `null` when the audit trail does not say it, or cannot be read. */
async function changedBy(site: Site, { id, updatedAt }: Service): Promise<string | null> {
  try {
    const { items } = await site.identity.accounts.audit(latestChanges)
    const change = items.find(({ subject, at }) => subject === `service ${id}` && at === updatedAt)
    return change?.actor ?? null
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** The form of a service that somebody deleted: what was typed can become a new one. */
export function deleted(c: HttpContext, site: Site, typed: Typed): Promise<Response> {
  const text = site.serviceForm.read(typed, site.serviceForm.fresh())
  return sendForm(c, site, { text, errors: [], again: true, status: 410 })
}

type RefusedForm = {
  readonly refusal: Refusal
  readonly text: ServiceText
  readonly idem?: string
  readonly form?: EditedForm
  readonly service?: Service
}

const statuses: Readonly<Partial<Record<RefusalCode, number>>> = {
  invalid: 422,
  forbidden: 403,
  too_many_requests: 429,
  unavailable: 503,
}

/** The form again, with why it was not saved: at its fields, or above them. */
export function refused(c: HttpContext, site: Site, answer: RefusedForm): Promise<Response> {
  const { refusal, text, idem, form, service } = answer
  const status = statuses[refusal.code]
  // A script keeps the form that it has, and is told in a line.
  if (status === undefined || (status !== 422 && wantsFragment(c))) throw refusal
  const atFields = refusal.fields.length > 0
  return sendForm(c, site, {
    text,
    errors: refusal.fields,
    trouble: atFields ? null : refusal.message,
    status,
    ...(idem !== undefined && { idem }),
    ...(form && service && { editing: editingOf(site, { ...form, text }, service) }),
  })
}

/** The state of a form that is shown again as it was sent. */
export function editingOf(site: Site, form: EditedForm, service: Service): Editing {
  const was = form.was ?? form.text
  const versions = { was: form.before, yours: form.text, theirs: was }
  const names = site.serviceForm.shown(form.text.url)
  const notes = form.before === null ? {} : notesOn(versions, names)
  return { service, rev: form.rev, was, before: form.before, notes }
}

/** The key of a form for a new service, by which a second sending is known. */
export const freshKey = (): string => randomUUID()

type Form = Omit<ServiceFormProps, 'errors' | 'form'> & {
  readonly errors: readonly FieldError[]
  readonly status?: number
}

export function sendForm(
  c: HttpContext,
  site: Site,
  { status = 200, errors, ...form }: Form,
): Promise<Response> {
  const { editing, text } = form
  const { serviceForm } = site
  const page = (
    <ServiceFormPage
      idem={freshKey()}
      {...form}
      form={serviceForm}
      errors={serviceForm.placed(errors, text)}
    />
  )
  const headers = status === 200 ? {} : { 'Cache-Control': 'no-store' }
  if (wantsFragment(c)) {
    const markup = withAges(site.render(page), site.clock.now())
    return sendHtml(c, markup, { status, headers })
  }
  return sendPage(c, site, {
    status,
    headers,
    title: editing === undefined ? 'Add service' : `Edit ${editing.service.name}`,
    ...(editing && { topics: topicsText({ detail: editing.service.id }) }),
    content: page,
  })
}

/** On to another page: htmx loads it anew, so that its stream is the one of that page. */
export function leadTo(c: HttpContext, path: string): Response {
  if (!wantsFragment(c)) return seeOther(path)
  const headers = hardened({ 'HX-Redirect': path, 'Cache-Control': 'no-store' })
  return new Response(null, { status: 200, headers })
}
