import type { SessionId, TokenId, UserId } from './ids.ts'

/** Roles, weakest first: each may do what the ones before it may. */
export const roles = ['viewer', 'editor', 'admin'] as const
export type Role = (typeof roles)[number]

/**
 * What a route asks of its caller. `public` needs no credentials; a role needs a principal of that
 * role or a stronger one. Every route declares one: a route without it does not compile.
 */
export type Access = 'public' | Role

/** How a principal proved itself. A cookie can be sent by a foreign page, so it needs the CSRF rule. */
export type Credential = 'cookie' | 'jwt' | 'token'

/** Who asks. */
export type Principal =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'user'
      readonly userId: UserId
      readonly email: string
      readonly role: Role
      readonly via: Credential
      readonly sessionId: SessionId | null
      readonly tokenId: TokenId | null
    }

export type User = Extract<Principal, { kind: 'user' }>

export const anonymous: Principal = { kind: 'anonymous' }

export type AccessDecision = 'allowed' | 'unauthenticated' | 'forbidden'

/** May this principal use a route that declares this access? */
export function decideAccess(access: Access, principal: Principal): AccessDecision {
  if (access === 'public') return 'allowed'
  if (principal.kind === 'anonymous') return 'unauthenticated'
  return roles.indexOf(principal.role) >= roles.indexOf(access) ? 'allowed' : 'forbidden'
}
