import type { Route } from '../../kernel/index.ts'
import { readBeginning, readJsonBody } from './door/body.ts'
import type { Answer, Endpoint } from './endpoint.ts'
import type { Handler, HttpContext } from './http.ts'
import { inertHeaders } from './problem.ts'

/** The route of an endpoint: reads the request, lets the endpoint answer, writes the answer. */
export const toRoute = (endpoint: Endpoint): Route<Handler> => ({
  method: endpoint.method,
  path: endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
  access: endpoint.access,
  handler: async (c) => {
    const { value, bytes } = await readBody(endpoint, c)
    const answer = await endpoint.handle({
      facts: factsOf(c),
      param: (name) => c.req.param(name),
      query: (name) => c.req.query(name),
      header: (name) => c.req.header(name),
      body: value,
      bytes,
    })
    return write(c, answer)
  },
})

async function readBody({ body, anyBody }: Endpoint, c: HttpContext) {
  if (body !== undefined) return readJsonBody(c)
  const bytes = anyBody === undefined ? new Uint8Array() : await readBeginning(c, anyBody.mostBytes)
  return { value: undefined, bytes }
}

const factsOf = (c: HttpContext) => ({
  principal: c.get('principal'),
  requestId: c.get('requestId'),
  address: c.get('address'),
  loopback: c.get('loopback'),
  secure: c.get('secure'),
  recheck: c.get('recheck'),
})

function write(c: HttpContext, { status, json, text, headers }: Answer): Response {
  const body = text?.body ?? (json === undefined ? null : JSON.stringify(json))
  const type = text?.type ?? 'application/json'
  // Through the context, so that headers which the guard has prepared stay.
  return c.newResponse(body, {
    status,
    headers: { ...inertHeaders, ...(body !== null && { 'Content-Type': type }), ...headers },
  })
}
