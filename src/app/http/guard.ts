import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import {
  type Access,
  anonymous,
  decideAccess,
  type Principal,
  Refusal,
  type RequestFacts,
} from '../../kernel/index.ts'
import type { Identity } from '../../modules/identity/index.ts'
import { shownBy } from './credentials.ts'
import { refuseCrossSite } from './cross-site.ts'
import type { Peer } from './facts.ts'

export type GuardOptions = {
  readonly identity: Pick<Identity, 'authentication'>
  readonly readPeer: (request: IncomingMessage) => Peer
  readonly corsOrigins: readonly string[]
}

type Begun = { readonly requestId: string; readonly peer: Peer }

export type Guard = ReturnType<typeof createGuard>

/** A request id that a proxy gave is kept when it is harmless to write into logs and headers. */
const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID()

/** Finds out who asks and refuses what they may not have: the same for routes and WebSockets. */
export function createGuard({ identity, readPeer, corsOrigins }: GuardOptions) {
  async function principalOf(request: IncomingMessage, access: Access): Promise<Principal> {
    const { authorization, cookie } = request.headers
    const principal = await identity.authentication.who(shownBy({ authorization, cookie }))
    if (principal !== null) return principal
    // A stale cookie must not keep anybody from a public page such as the log-in.
    if (access === 'public') return { kind: 'anonymous' }
    throw new Refusal('unauthenticated', 'The credentials are unknown, expired or revoked')
  }

  return {
    /** What is known without asking anybody. */
    begin(request: IncomingMessage) {
      return { requestId: requestIdOf(request.headers['x-request-id']), peer: readPeer(request) }
    },

    /** What is known of somebody whom nobody asks who they are. */
    admitAnyone({ requestId, peer }: Begun): RequestFacts {
      const { address, loopback, secure } = peer
      const recheck = async () => true
      return { principal: anonymous, requestId, address, loopback, secure, recheck }
    },

    /** Throws `Refusal` unless the request may have a route of this access. */
    async admit(request: IncomingMessage, access: Access, begun: Begun): Promise<RequestFacts> {
      const { requestId, peer } = begun
      refuseCrossSite(
        {
          method: request.method ?? 'GET',
          site: oneOf(request.headers['sec-fetch-site']),
          from: request.headers.origin,
          authorization: request.headers.authorization,
        },
        { own: peer.origin, allowed: corsOrigins },
      )
      const principal = await principalOf(request, access)
      refuseUnless(access, principal)
      return {
        principal,
        requestId,
        address: peer.address,
        loopback: peer.loopback,
        secure: peer.secure,
        async recheck() {
          try {
            return decideAccess(access, await principalOf(request, access)) === 'allowed'
          } catch (error) {
            // While the store is away nobody is thrown out for it.
            return error instanceof Refusal && error.code === 'unavailable'
          }
        },
      }
    },
  }
}

const oneOf = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header

function refuseUnless(access: Access, principal: Principal): void {
  const decision = decideAccess(access, principal)
  if (decision === 'allowed') return
  throw decision === 'unauthenticated'
    ? new Refusal('unauthenticated', 'Log in, or send a token')
    : new Refusal('forbidden', `This needs the role ${access}`)
}
