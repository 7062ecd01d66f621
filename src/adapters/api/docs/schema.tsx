import type { Child } from 'hono/jsx'
import type { Schema } from '../openapi/types.ts'
import { inline } from './text.tsx'

/** A named schema: its properties in a table. */
export const SchemaView = ({ name, schema }: { name: string; schema: Schema }) => (
  <details id={`schema-${name}`} class="schema">
    <summary>
      <code>{name}</code> <span class="muted">{schema.description}</span>
    </summary>
    <table>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Type</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(schema.properties ?? {}).map(([field, of]) => (
          <tr>
            <th scope="row">
              <code>{field}</code>
              <Presence of={schema} field={field} />
            </th>
            <td>{typeOf(of)}</td>
            <td>{inline(of.description ?? '')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </details>
)

/** What clients send is closed and says what it needs; what they get says what may be missing. */
const Presence = ({ of, field }: { of: Schema; field: string }) => {
  const required = of.required?.includes(field) ?? false
  if (of.additionalProperties === false) return required && <span class="needed"> needed</span>
  return !required && <span class="muted"> may be absent</span>
}

/** A type in a few words, with a link where it has a name. */
export function typeOf(schema: Schema): Child {
  if (schema.$ref !== undefined) return <SchemaLink to={schema.$ref} />
  if (schema.anyOf !== undefined) return joined(schema.anyOf.map(typeOf), ' or ')
  if (schema.enum !== undefined) return joined(schema.enum.map(literal), ', ')
  if (schema.items !== undefined) return <>array of {typeOf(schema.items)}</>
  const base = [schema.type ?? 'anything'].flat().join(' or ')
  const rest = [schema.format, range(schema), size(schema), fallback(schema)]
  return [base, ...rest.filter((part) => part !== undefined)].join(', ')
}

export const SchemaLink = ({ to }: { to: string }) => {
  const name = to.split('/').at(-1) ?? to
  return <a href={`#schema-${name}`}>{name}</a>
}

const literal = (value: unknown): Child => <code>{String(value)}</code>

const joined = (parts: readonly Child[], separator: string): Child =>
  parts.flatMap((part, i) => (i === 0 ? [part] : [separator, part]))

function range({ minimum, maximum }: Schema): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`
  if (minimum !== undefined) return `at least ${minimum}`
  return maximum === undefined ? undefined : `at most ${maximum}`
}

const size = ({ minLength = 0, maxLength }: Schema): string | undefined =>
  maxLength === undefined ? undefined : `${minLength} to ${maxLength} characters`

const fallback = (schema: Schema): string | undefined =>
  schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`
