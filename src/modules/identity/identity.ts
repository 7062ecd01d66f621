import type { Clock } from '../../kernel/index.ts'
import { createAccounts } from './accounts.ts'
import { createAuthentication } from './authenticate.ts'
import { createInvitations } from './invitations.ts'
import { createLogIn } from './log-in.ts'
import { createPreferences } from './own-preferences.ts'
import type { Crypto, IdentityStore } from './ports.ts'
import { createRegistration, type RegistrationPolicy } from './registration.ts'
import { createSessions } from './sessions.ts'
import { createThrottle } from './throttle.ts'
import { createTokens } from './tokens.ts'

export type IdentityOptions = {
  readonly store: IdentityStore
  readonly crypto: Crypto
  readonly clock: Clock
  readonly policy: RegistrationPolicy
}

export type Identity = ReturnType<typeof createIdentity>

/** Who may come in, and as what. */
export function createIdentity(options: IdentityOptions) {
  const throttle = createThrottle({
    clock: options.clock,
    perAddress: { burst: 30, forgetMs: 2_000 },
    perAccount: { burst: 10, forgetMs: 6_000 },
    capacity: 100_000,
  })
  return {
    registration: createRegistration({ ...options, throttle }),
    logIn: createLogIn({ ...options, throttle }),
    authentication: createAuthentication(options),
    accounts: createAccounts(options),
    invitations: createInvitations(options),
    sessions: createSessions(options),
    tokens: createTokens(options),
    preferences: createPreferences(options),
  }
}
