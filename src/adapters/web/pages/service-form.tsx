import type { FieldError } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import type { Notes, ServiceForm, ServiceText } from '../forms/index.ts'
import { hx, Notice, plain, refusedAside } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { ErrorSummary } from './field.tsx'
import { ConflictBanner, DeletedBanner, Trouble } from './service-banners.tsx'
import { labelsOf, MoreFields, ServiceFields } from './service-fields.tsx'
import { type Trial, TryResult, trialId } from './try.tsx'

const serviceFormId = 'service-form'

/** A service that is changed, and the version that the form is about. */
export type Editing = {
  readonly service: Service
  readonly rev: number
  /** That version as text: what the form was filled with. */
  readonly was: ServiceText
  /** Present when somebody else saved meanwhile: what the form was filled with before that. */
  readonly before: ServiceText | null
  readonly notes: Notes
  /** Who saved it last, as the audit trail says; `null` where it does not. */
  readonly by?: string | null
}

export type ServiceFormProps = {
  readonly form: ServiceForm
  readonly text: ServiceText
  readonly errors: readonly FieldError[]
  readonly trial?: Trial | null
  /** Why nothing was saved, where no field is to blame. */
  readonly trouble?: string | null
  /** Of a new service: so that a form that is sent twice makes one. */
  readonly idem?: string
  /** A new service in place of one that was deleted while it was edited. */
  readonly again?: boolean
  /** It is shown as it was sent, with nothing wrong with it. */
  readonly unsaved?: boolean
  readonly editing?: Editing
}

/** The whole form with its heading: a page shows it, and htmx puts it in place of itself. */
export const ServiceFormPage = (props: ServiceFormProps) => {
  const { form, text, errors, editing, trouble = null, trial = null, again = false } = props
  const labels = labelsOf(form)
  const action = editing === undefined ? paths.services : paths.service(editing.service.id)
  return (
    <div id={serviceFormId} class="narrow">
      <h1>{editing === undefined ? 'Add service' : `Edit ${plain(editing.service.name)}`}</h1>
      {again && <DeletedBanner />}
      {trouble !== null && <Trouble text={trouble} />}
      <ErrorSummary errors={errors} labels={labels} />
      {isBehind(editing) && <ConflictBanner {...editing} />}
      <form
        class="panel form"
        method="post"
        action={action}
        data-version={editing?.rev}
        data-keeps={isUnsaved(props) ? 'typed' : ''}
        {...hx({
          'hx-post': action,
          'hx-target': `#${serviceFormId}`,
          'hx-swap': 'outerHTML',
          'hx-sync': 'this:drop',
          'hx-morph-skip': true,
          ...refusedAside,
          'hx-status:409': 'swap:outerHTML',
          'hx-status:410': 'swap:outerHTML',
          'hx-status:422': 'swap:outerHTML',
        })}
      >
        {editing === undefined ? (
          <input type="hidden" name="_idem" value={props.idem ?? ''} />
        ) : (
          <Versions {...editing} />
        )}
        <ServiceFields
          {...{ text, errors }}
          placeholders={form.placeholders}
          notes={editing?.notes ?? {}}
        />
        <MoreFields {...{ form, text, errors }} notes={editing?.notes ?? {}} />
        <Acts {...props} />
        <TryResult trial={trial} />
        {editing !== undefined && <Notice id={editing.service.id} text="" />}
      </form>
      {editing === undefined && !again && (
        <p class="hint">
          Many at once? <a href={paths.pasteServices}>Paste a list of addresses.</a>
        </p>
      )}
    </div>
  )
}

/** What stands in its fields is saved nowhere. */
const isUnsaved = ({ editing, errors, ...props }: ServiceFormProps): boolean =>
  errors.length > 0 ||
  [props.trouble, props.trial, props.again, props.unsaved].some(Boolean) ||
  isBehind(editing)

const isBehind = (editing: Editing | undefined): editing is Editing =>
  editing !== undefined && (editing.before !== null || Object.keys(editing.notes).length > 0)

const Versions = ({ service, rev, was, before }: Editing) => (
  <>
    <input type="hidden" name="_service" value={String(service.id)} />
    <input type="hidden" name="_rev" value={String(rev)} />
    <input type="hidden" name="_was" value={JSON.stringify(was)} />
    {before !== null && <input type="hidden" name="_before" value={JSON.stringify(before)} />}
  </>
)

/** Enter in a field presses the first of these, so that one must be the one that saves. */
const Acts = ({ editing, again = false }: ServiceFormProps) => (
  <div class="acts">
    <button type="submit" class="primary" data-busy="Saving…">
      {submitWord(editing, again)}
    </button>
    <button
      type="submit"
      formaction={paths.tryService}
      formnovalidate
      data-busy="Testing…"
      {...hx({
        'hx-post': paths.tryService,
        'hx-target': `#${trialId}`,
        'hx-swap': 'outerMorph',
        'hx-sync': 'this:replace',
        ...refusedAside,
      })}
    >
      Test now
    </button>
    <a class="button cancel" href={editing ? paths.service(editing.service.id) : paths.services}>
      Cancel
    </a>
    <p class="unsaved" role="alert" />
  </div>
)

function submitWord(editing: Editing | undefined, again: boolean): string {
  if (again) return 'Create it again'
  if (!isBehind(editing)) return 'Save'
  const clashes = Object.values(editing.notes).some(({ kind }) => kind === 'clash')
  return `Save ${clashes ? 'mine ' : ''}over version ${editing.rev}`
}

export const DeletePage = ({ service }: { service: Service }) => (
  <div class="narrow">
    <h1>Delete {plain(service.name)}?</h1>
    <form class="panel form" method="post" action={paths.deleteService(service.id)}>
      <p>Its checks stop, and its history goes with it. This cannot be undone.</p>
      <p class="url">{plain(service.url)}</p>
      <div class="acts">
        <button type="submit" class="danger">
          Delete service
        </button>
        <a class="button" href={paths.service(service.id)}>
          Keep it
        </a>
      </div>
    </form>
  </div>
)
