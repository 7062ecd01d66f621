import type {
  MediaType,
  OpenApiDocument,
  Operation,
  Parameter,
  ResponseObject,
} from '../openapi/types.ts'
import { SchemaLink, typeOf } from './schema.tsx'
import { inline, pretty, Text } from './text.tsx'
import { TryIt } from './try-it.tsx'

export type Listed = {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

type Props = Listed & { readonly document: OpenApiDocument }

/** One operation: folded to a line, unfolded to everything about it. */
export const OperationView = ({ method, path, operation, document }: Props) => {
  const { operationId, summary, description, parameters = [], requestBody } = operation
  const upgrades = operation.responses[101] !== undefined
  return (
    <details id={`op-${operationId}`} class="operation">
      <summary>
        <span class={`method ${method.toLowerCase()}`}>{method}</span>
        <code class="path">{path}</code>
        <span class="summary">{summary}</span>
        <span class="access">{operation['x-access']}</span>
      </summary>
      {description !== undefined && <Text>{description}</Text>}
      {parameters.length > 0 && <Parameters of={parameters} />}
      {requestBody !== undefined && (
        <section>
          <h4>Body</h4>
          <Content of={requestBody.content} />
        </section>
      )}
      <section>
        <h4>Answers</h4>
        <dl class="answers">
          {Object.entries(operation.responses).map(([status, response]) => (
            <Answer status={status} response={resolve(response, document)} />
          ))}
        </dl>
      </section>
      <section>
        <h4>With curl</h4>
        <pre>
          <code>{curl({ method, path, operation })}</code>
        </pre>
      </section>
      {!upgrades && <TryIt method={method} path={path} operation={operation} />}
    </details>
  )
}

const Parameters = ({ of }: { of: readonly Parameter[] }) => (
  <section>
    <h4>Parameters</h4>
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {of.map((parameter) => (
          <tr>
            <th scope="row">
              <code>{parameter.name}</code> <span class="muted">{parameter.in}</span>
              {parameter.required && <span class="needed"> needed</span>}
            </th>
            <td>{typeOf(parameter.schema)}</td>
            <td>{inline(parameter.description ?? '')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)

const Answer = ({ status, response }: { status: string; response: ResponseObject }) => (
  <>
    <dt>
      <code>{status === 'default' ? 'else' : status}</code>
    </dt>
    <dd>
      {inline(response.description)}
      {Object.entries(response.headers ?? {}).map(([name, { description }]) => (
        <p class="muted">
          <code>{name}</code>: {inline(description)}
        </p>
      ))}
      {response.content !== undefined && Number(status) < 400 && <Content of={response.content} />}
    </dd>
  </>
)

const Content = ({ of }: { of: Readonly<Record<string, MediaType>> }) => (
  <>
    {Object.entries(of).map(([type, { schema, examples = {} }]) => (
      <>
        <p class="muted">
          {type}
          {schema.$ref !== undefined && ': '}
          {schema.$ref !== undefined && <SchemaLink to={schema.$ref} />}
        </p>
        {Object.entries(examples).map(([name, { value }]) => (
          <figure>
            <figcaption class="muted">{name}</figcaption>
            <pre>
              <code>{pretty(value)}</code>
            </pre>
          </figure>
        ))}
      </>
    ))}
  </>
)

function resolve(
  response: Operation['responses'][string],
  document: OpenApiDocument,
): ResponseObject {
  if (!('$ref' in response)) return response
  const name = response.$ref.split('/').at(-1) ?? ''
  return document.components.responses[name] ?? { description: name }
}

/** The request as a command line. */
function curl({ method, path, operation }: Listed): string {
  const [example] = Object.values(
    operation.requestBody?.content['application/json']?.examples ?? {},
  )
  const headers = (operation.parameters ?? []).filter((p) => p.in === 'header' && p.required)
  const words = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}"$PHAROS_URL${path.replace(/\{\w+\}/g, '1')}"`,
    ...(operation['x-access'] === 'public' ? [] : ['-H "Authorization: Bearer $PHAROS_TOKEN"']),
    ...headers.map(({ name, example: value }) => `-H '${name}: ${String(value)}'`),
    ...(example === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(example.value)}'`]),
  ]
  return words.join(' \\\n  ')
}
