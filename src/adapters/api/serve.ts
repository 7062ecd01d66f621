import type { Route } from '../../kernel/index.ts'
import { readBeginning, readExactly, readJsonBody } from './door/body.ts'
import type { Hold, Room } from './door/room.ts'
import type { Answer, Endpoint } from './endpoint.ts'
import type { Handler, HttpContext } from './http.ts'
import { inertHeaders } from './problem.ts'

/** The route of an endpoint: reads the request, lets the endpoint answer, writes the answer. */
export const toRoute = (endpoint: Endpoint, room: Room): Route<Handler> => ({
  method: endpoint.method,
  path: endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
  access: endpoint.access,
  ...(endpoint.exactBody !== undefined && { bodyMost: endpoint.exactBody.mostBytes }),
  handler: async (c) => {
    // Until the answer is there: what is done with the body needs it in memory.
    using hold = endpoint.exactBody === undefined ? null : room.enter()
    const { value, bytes } = await readBody(endpoint, c, hold)
    const facts = factsOf(c)
    const answer = await endpoint.handle({
      facts,
      param: (name) => c.req.param(name),
      query: (name) => c.req.query(name),
      header: (name) => c.req.header(name),
      headers: () => c.req.header(),
      origin: `${facts.secure ? 'https' : 'http'}://${new URL(c.req.url).host}`,
      body: value,
      bytes,
    })
    return write(c, answer)
  },
})

async function readBody({ body, anyBody, exactBody }: Endpoint, c: HttpContext, hold: Hold | null) {
  if (body !== undefined) return readJsonBody(c)
  return { value: undefined, bytes: await readBytes() }

  function readBytes(): Promise<Uint8Array> | Uint8Array {
    if (anyBody !== undefined) return readBeginning(c, anyBody.mostBytes)
    if (exactBody === undefined || hold === null) return new Uint8Array()
    return readExactly(c, exactBody.mostBytes, hold)
  }
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
