import type { MediaType, Operation, Parameter } from '../openapi/types.ts'
import { pretty } from './text.tsx'

type Props = {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/**
 * A form that sends the operation's request. The script shows it, because without the script it
 * could not show the answer.
 */
export const TryIt = ({ method, path, operation }: Props) => {
  const id = operation.operationId
  const body = operation.requestBody?.content['application/json']
  return (
    <form class="try" data-try={id} data-method={method} data-path={path} hidden>
      <h4>Try it</h4>
      {operation.parameters?.map((parameter) => (
        <Field id={`${id}-${parameter.name}`} parameter={parameter} />
      ))}
      {body !== undefined && <Body id={`${id}-body`} body={body} />}
      <p>
        <button type="submit">Send</button>
      </p>
      <div class="answer" role="status" aria-live="polite" hidden />
    </form>
  )
}

const Field = ({ id, parameter }: { id: string; parameter: Parameter }) => (
  <div class="field">
    <label for={id}>
      {parameter.name} <span class="muted">({parameter.in})</span>
    </label>
    <input
      id={id}
      name={parameter.name}
      data-in={parameter.in}
      required={parameter.required}
      value={parameter.in === 'path' ? String(parameter.example ?? '') : ''}
      placeholder={placeholderOf(parameter)}
      autocomplete="off"
      spellcheck={false}
    />
  </div>
)

const placeholderOf = ({ example, schema }: Parameter): string =>
  String(example ?? schema.default ?? schema.enum?.join(' | ') ?? '')

const Body = ({ id, body }: { id: string; body: MediaType }) => {
  const examples = Object.entries(body.examples ?? {})
  const text = pretty(examples[0]?.[1].value ?? {})
  const rows = Math.max(...examples.map(([, { value }]) => pretty(value).split('\n').length)) + 1
  return (
    <>
      {examples.length > 1 && (
        <div class="field">
          <label for={`${id}-example`}>Example</label>
          <select id={`${id}-example`} data-fills={id}>
            {examples.map(([name, { value }]) => (
              <option value={pretty(value)}>{name}</option>
            ))}
          </select>
        </div>
      )}
      <div class="field">
        <label for={id}>Body</label>
        <textarea id={id} data-in="body" rows={rows} spellcheck={false}>
          {text}
        </textarea>
      </div>
    </>
  )
}
