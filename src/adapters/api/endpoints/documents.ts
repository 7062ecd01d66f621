import { assets } from '../docs/assets.ts'
import { docsPage } from '../docs/page.tsx'
import { type Endpoint, endpoint } from '../endpoint.ts'
import type { OpenApiDocument } from '../openapi/types.ts'
import type { ApiDeps } from '../ports.ts'
import { createStored, type Stored } from '../stored.ts'

const tag = 'Documentation'

/** Own scripts and styles only; requests go nowhere else; no text ever becomes markup. */
const pagePolicy = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
}

/** The document of the API and the pages made of it. It describes these endpoints too. */
export function documentEndpoints(
  document: () => OpenApiDocument,
  { readFile }: Pick<ApiDeps, 'readFile'>,
): Endpoint[] {
  const json = createStored(() => ({ type: 'application/json', body: JSON.stringify(document()) }))
  const html = createStored(() => ({
    type: 'text/html; charset=utf-8',
    body: docsPage(document()),
    headers: pagePolicy,
  }))
  const page = 'The document as a page, with a form for each operation'
  return [
    stored({ path: '/api/openapi.json', id: 'getOpenApi', type: 'application/json' }, json),
    stored({ path: '/api/docs', id: 'getDocs', summary: page, type: 'text/html' }, html),
    stored(
      { path: '/swagger/index.html', id: 'getSwagger', summary: page, type: 'text/html' },
      html,
    ),
    stored({ path: '/swagger/doc.json', id: 'getSwaggerDoc', listed: false }, json),
    redirect('/swagger', 'getSwaggerIndex'),
    redirect('/swagger/', 'getSwaggerFolder'),
    ...assets.map(({ path, type, file }) =>
      stored(
        { path, id: `get ${path}`, listed: false },
        createStored((): Stored => ({ type, body: readFile(file) })),
      ),
    ),
  ]
}

type Named = {
  readonly path: string
  readonly id: string
  readonly summary?: string
  readonly type?: string
  readonly listed?: false
}

const stored = (
  { path, id, summary, type, ...rest }: Named,
  answer: ReturnType<typeof createStored>,
): Endpoint =>
  endpoint({
    ...rest,
    method: 'GET',
    path,
    access: 'public',
    id,
    tag,
    summary: summary ?? 'The OpenAPI document',
    responses: {
      200: { description: 'The document.', ...(type !== undefined && { type }) },
      304: { description: 'It is what the client has.' },
    },
    handle: ({ header }) => answer(header('if-none-match')),
  })

const redirect = (path: string, id: string): Endpoint =>
  endpoint({
    method: 'GET',
    path,
    access: 'public',
    id,
    tag,
    listed: false,
    summary: 'To the page',
    responses: { 302: { description: 'It is at /swagger/index.html.' } },
    handle: () => ({ status: 302, headers: { Location: '/swagger/index.html' } }),
  })
