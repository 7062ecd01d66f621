import { createHash, randomBytes } from 'node:crypto'
import { Down } from '../failure.ts'
import type { Wire } from '../wire.ts'
import { readHead } from '../wire-head.ts'

/** RFC 6455 section 1.3. */
const suffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

const acceptOf = (key: string): string =>
  createHash('sha1')
    .update(key + suffix)
    .digest('base64')

/** What makes an answer of 101 none, RFC 6455 section 4.1. */
function faultOf(
  headers: ReadonlyMap<string, string>,
  key: string,
  subprotocol: string,
): string | null {
  const connection =
    headers
      .get('connection')
      ?.toLowerCase()
      .split(/\s*,\s*/) ?? []
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') return 'Upgrade'
  if (!connection.includes('upgrade')) return 'Connection'
  if (headers.get('sec-websocket-accept') !== acceptOf(key)) return 'Sec-WebSocket-Accept'
  // None was offered, so what its parameters say does not matter.
  if (headers.has('sec-websocket-extensions')) return 'Sec-WebSocket-Extensions'
  if ((headers.get('sec-websocket-protocol') ?? '') !== subprotocol) return 'Sec-WebSocket-Protocol'
  return null
}

export type Opening = { readonly url: URL; readonly subprotocol: string }

/** The opening handshake, RFC 6455 section 4.1. */
export async function upgrade(wire: Wire, { url, subprotocol }: Opening): Promise<void> {
  const key = randomBytes(16).toString('base64')
  const lines = [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    'User-Agent: Pharos',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
    ...(subprotocol === '' ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
  ]
  wire.write(`${lines.join('\r\n')}\r\n\r\n`)
  const head = await readHead(wire)
  if (head.status !== 101) {
    throw new Down('bad_status', `expected 101, got ${head.status} ${head.reason}`)
  }
  const fault = faultOf(head.headers, key, subprotocol)
  if (fault !== null) throw new Down('protocol_error', `no WebSocket handshake: ${fault}`)
}
