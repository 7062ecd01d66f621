import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Limits } from './limits.ts'
import type { Way } from './reach.ts'

/** A connected socket. Rejects with the error of the connection, or when the limits end it. */
export async function dial(way: Way, port: number, { signal }: Limits): Promise<Socket> {
  const socket = connect({ ...way, port, noDelay: true, signal })
  // Between here and whoever takes it over, an error has no other listener; it comes again as a close.
  socket.on('error', () => {})
  try {
    await once(socket, 'connect', { signal })
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was reset',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'the network is unreachable',
  ETIMEDOUT: 'the connection timed out',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host',
}

/** A class of failure: text of the receiver could hold anything. */
export function wordsFor(error: unknown, { endedBy }: Limits): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return (
    endedBy() ??
    words[code] ??
    (/^(ERR_(SSL|TLS)|CERT_|UNABLE_)/.test(code) ? 'TLS failed' : 'it could not be sent')
  )
}
