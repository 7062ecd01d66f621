import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { dial, openTcp, resolve } from './connect.ts'
import { createContexts, handshake } from './http/index.ts'
import type { ProbeWorld } from './kind.ts'
import type { Scope } from './scope.ts'
import { secureOver } from './secure.ts'

export type Security = {
  /** What the certificate is to be for, as a URL writes it. */
  readonly hostname: string
  readonly verify: boolean
  /** Days that the certificate must last. */
  readonly minDays?: number
  /** Protocol names of ALPN (RFC 7301). */
  readonly protocols?: readonly string[]
}

/** How probes that speak over one TCP connection come by it. */
export type Reach = {
  /** A plain connection to an address that was checked just now. */
  plain(scope: Scope, to: { readonly hostname: string; readonly port: number }): Promise<Socket>
  /** TLS over a connection, complete and, where asked for, with a certificate that holds. */
  secured(scope: Scope, socket: Socket, how: Security): Promise<TLSSocket>
}

export function createReach(world: ProbeWorld): Reach {
  const contexts = createContexts()
  return {
    async plain(scope, { hostname, port }) {
      const addresses = await resolve(scope, world, hostname)
      return await dial(scope, { addresses, open: openTcp(port) })
    },
    async secured(scope, socket, { verify, minDays = 0, ...wish }) {
      const secureContext = contexts.contextFor(verify)
      const tls = scope.hold(secureOver(socket, { ...wish, secureContext }))
      await handshake(scope, { tls, verify, now: world.now(), minDays })
      return tls
    },
  }
}
