import { type Actor, Refusal, type RequestFacts, type User } from '../../kernel/index.ts'
import type { Caller } from '../../modules/identity/index.ts'

/** The user behind a request that the guard let through to a route with a role. */
export function userOf({ principal }: RequestFacts): User {
  if (principal.kind === 'user') return principal
  throw new Refusal('unauthenticated', 'Log in first, or send a token')
}

export function actorOf(facts: RequestFacts): Actor {
  const { userId, email } = userOf(facts)
  return { userId, label: email, requestId: facts.requestId }
}

export const callerOf = (
  { address, loopback, requestId }: RequestFacts,
  agent?: string | undefined,
): Caller => ({ address, loopback, requestId, agent })
