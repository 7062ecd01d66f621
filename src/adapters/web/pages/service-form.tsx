import type { FieldError } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import {
  type Clash,
  type ServiceFieldName,
  type ServiceText,
  serviceFieldNames,
} from '../forms/index.ts'
import { hx, Notice, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { ErrorSummary, Field, type FieldProps } from './field.tsx'

export const serviceLabels: Readonly<Record<ServiceFieldName, string>> = {
  name: 'Name',
  url: 'Address',
  check_interval: 'Check interval',
  timeout: 'Timeout',
  failures_to_down: 'Failures until down',
  successes_to_up: 'Successes until up',
  degraded_above_ms: 'Degraded above',
}

const looks: Readonly<Record<ServiceFieldName, Partial<FieldProps>>> = {
  name: { required: true },
  url: {
    required: true,
    hint: 'Where to look: https://api.example.com/health or tcp://db.example.com:5432',
  },
  check_interval: { hint: 'Seconds, or a duration such as 30s or 5m. Empty for the default.' },
  timeout: { hint: 'Seconds, or a duration such as 10s. Empty for the default.' },
  failures_to_down: { hint: 'Failed checks in a row before it counts as down.' },
  successes_to_up: { hint: 'Good checks in a row before it counts as up again.' },
  degraded_above_ms: { hint: 'Milliseconds. Slower answers count as degraded; empty for never.' },
}

export type ServiceFormProps = {
  readonly text: ServiceText
  readonly errors: readonly FieldError[]
  /** The service that is changed, and the version that the form is about; absent for a new one. */
  readonly editing?: {
    readonly service: Service
    readonly rev: number
    /** What the form was filled with at first. */
    readonly was: ServiceText
    /** Present when somebody else saved meanwhile. */
    readonly clash: Clash | null
  }
}

export const ServiceFormPage = ({ text, errors, editing }: ServiceFormProps) => (
  <div class="narrow">
    <h1>{editing === undefined ? 'Add service' : `Edit ${plain(editing.service.name)}`}</h1>
    <ErrorSummary errors={errors} labels={serviceLabels} />
    {editing?.clash && <ConflictBanner {...editing} clash={editing.clash} />}
    <form
      class="panel form"
      method="post"
      action={editing === undefined ? paths.services : paths.service(editing.service.id)}
      data-version={editing?.rev}
      {...hx({ 'hx-morph-skip': true })}
    >
      {editing !== undefined && (
        <>
          <input type="hidden" name="_rev" value={String(editing.rev)} />
          <input type="hidden" name="_was" value={JSON.stringify(editing.was)} />
          <Notice id={editing.service.id} text="" />
        </>
      )}
      {serviceFieldNames.map((name) => (
        <Field
          {...looks[name]}
          name={name}
          label={serviceLabels[name]}
          value={text[name]}
          errors={errors}
          others={editing?.clash?.[name]}
        />
      ))}
      <div class="acts">
        <button type="submit" class="primary">
          {editing?.clash ? 'Save mine' : 'Save'}
        </button>
        <a class="button" href={editing ? paths.service(editing.service.id) : paths.services}>
          Cancel
        </a>
      </div>
    </form>
  </div>
)

type ConflictProps = { readonly service: Service; readonly rev: number; readonly clash: Clash }

const ConflictBanner = ({ service, rev, clash }: ConflictProps) => {
  const fields = Object.keys(clash).length
  return (
    <div class="summary" role="alert">
      <p>
        <b>Somebody else changed this service while you did.</b> It is at version {rev} now.{' '}
        {fields === 0
          ? 'Your changes and theirs touch different fields; below are both. Look and save.'
          : 'Where both changed the same field, yours stands in it and theirs beside it.'}
      </p>
      <p>
        <a href={paths.editService(service.id)}>Use theirs</a>
      </p>
    </div>
  )
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
