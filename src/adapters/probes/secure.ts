import { isIP, type Socket } from 'node:net'
import { connect, type SecureContext, type TLSSocket } from 'node:tls'
import { bareHost } from './connect.ts'

type Wish = {
  /** What the certificate is to be for, as a URL writes it. */
  readonly hostname: string
  readonly secureContext: SecureContext
  /** Protocol names of ALPN (RFC 7301). */
  readonly protocols?: readonly string[]
}

/**
 * Begins TLS over a connection that is there already. Node.js is told to accept any certificate:
 * `handshake` acts upon the verdict, with the evidence at hand.
 */
export function secureOver(socket: Socket, wish: Wish): TLSSocket {
  // SNI has neither IP addresses nor the dot of a fully qualified name (RFC 6066 section 3), but the
  // certificate is checked against either.
  const host = bareHost(wish.hostname).replace(/\.$/, '')
  return connect({
    socket,
    host,
    servername: isIP(host) === 0 ? host : '',
    secureContext: wish.secureContext,
    rejectUnauthorized: false,
    ...(wish.protocols && { ALPNProtocols: [...wish.protocols] }),
  })
}
