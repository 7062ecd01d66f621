import { conventions } from '../openapi/document.ts'
import { exampleOf, explained } from '../openapi/refusals.ts'
import type { OpenApiDocument } from '../openapi/types.ts'
import { problemCodes } from '../problem.ts'
import { type Listed, OperationView } from './operation.tsx'
import { SchemaView } from './schema.tsx'
import { inline, pretty, Text } from './text.tsx'

/** The document as a page. It is the same for everybody, so it is drawn once. */
export function docsPage(document: OpenApiDocument): string {
  return `<!doctype html>${(<Page document={document} />).toString()}`
}

const Page = ({ document }: { document: OpenApiDocument }) => {
  const { info, tags, components } = document
  const all = operationsOf(document)
  const groups = tags.map((tag) => ({
    ...tag,
    id: `tag-${tag.name.toLowerCase().replaceAll(' ', '-')}`,
    operations: all.filter(({ operation }) => operation.tags.includes(tag.name)),
  }))
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{info.title}</title>
        <link rel="stylesheet" href="/api/docs/docs.css" />
        <script src="/api/docs/docs.js" defer />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header>
          <h1>
            {info.title} <span class="muted">{info.version}</span>
          </h1>
          <p>
            <a href="/">Pharos</a> · <a href="/api/openapi.json">OpenAPI 3.1 document</a>
          </p>
          <Credentials />
        </header>
        <div class="columns">
          <Contents groups={groups} />
          <main id="main">
            <section class="intro">
              <Text>{conventions}</Text>
            </section>
            {groups.map(({ id, name, description, operations }) => (
              <section id={id}>
                <h2>{name}</h2>
                <p>{description}</p>
                {operations.map((listed) => (
                  <OperationView {...listed} document={document} />
                ))}
              </section>
            ))}
            <Problems />
            <section id="schemas">
              <h2>Schemas</h2>
              {Object.entries(components.schemas).map(([name, schema]) => (
                <SchemaView name={name} schema={schema} />
              ))}
            </section>
          </main>
        </div>
      </body>
    </html>
  )
}

const Credentials = () => (
  <form id="credentials" class="try" hidden>
    <div class="field">
      <label for="token">Token</label>
      <input
        id="token"
        type="password"
        autocomplete="off"
        placeholder="phr_… or a JWT"
        aria-describedby="token-help"
      />
    </div>
    <p id="token-help" class="muted">
      Kept in this page until it is closed. Without one, your log-in to Pharos is used.
    </p>
  </form>
)

type Group = {
  readonly id: string
  readonly name: string
  readonly operations: readonly Listed[]
}

const Contents = ({ groups }: { groups: readonly Group[] }) => (
  <nav aria-label="Contents">
    <ul>
      {groups.map(({ id, name, operations }) => (
        <li>
          <a href={`#${id}`}>{name}</a>
          <ul>
            {operations.map(({ operation: { operationId, summary } }) => (
              <li>
                <a href={`#op-${operationId}`}>{summary}</a>
              </li>
            ))}
          </ul>
        </li>
      ))}
      <li>
        <a href="#problems">Problems</a>
      </li>
      <li>
        <a href="#schemas">Schemas</a>
      </li>
    </ul>
  </nav>
)

const Problems = () => (
  <section id="problems">
    <h2>Problems</h2>
    <p>
      Every error is a problem document (RFC 9457). Programs may switch on <code>code</code>; the
      texts may change.
    </p>
    {problemCodes.map((code) => (
      <details id={`problem-${code}`} class="schema">
        <summary>
          <code>{code}</code> <span class="muted">{exampleOf(code).status}</span>{' '}
          {inline(explained[code])}
        </summary>
        <pre>
          <code>{pretty(exampleOf(code))}</code>
        </pre>
      </details>
    ))}
  </section>
)

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

const operationsOf = ({ paths }: OpenApiDocument): Listed[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return operation === undefined ? [] : [{ method: method.toUpperCase(), path, operation }]
    }),
  )
