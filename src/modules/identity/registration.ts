import { type Clock, Refusal, type Role, type Secret } from '../../kernel/index.ts'
import type { Account } from './account.ts'
import { readInvitation, readRegistration } from './input.ts'
import type { Admission, Crypto, IdentityStore } from './ports.ts'
import { refuseHaste, type Throttle } from './throttle.ts'

/** Where a request comes from, as far as it matters to identity. */
export type Caller = {
  readonly address: string
  /** A loopback peer that names a local host and came through no proxy. */
  readonly loopback: boolean
  readonly requestId: string | null
  /** What the client calls itself. */
  readonly agent?: string | undefined
}

export type RegistrationPolicy = {
  readonly registration: 'open' | 'invite' | 'closed'
  readonly defaultRole: Role
  readonly development: boolean
  /** The first admin's one-time token. */
  readonly setupToken: Secret
}

type Options = {
  readonly store: IdentityStore
  readonly crypto: Crypto
  readonly clock: Clock
  readonly policy: RegistrationPolicy
  readonly throttle: Throttle
}

const dayMs = 86_400_000
const invitationMs = 7 * dayMs

/** Registering is counted as one account, whatever the address that is typed. */
const desk = 'registration'
const notInvited = 'The invitation is used, expired or unknown'

export function createRegistration({ store, crypto, clock, policy, throttle }: Options) {
  function admitFirst(caller: Caller, setupToken: string | undefined): Admission {
    const trusted = caller.loopback || policy.development
    if (
      trusted ||
      (setupToken !== undefined && crypto.same(setupToken, policy.setupToken.reveal()))
    ) {
      return { kind: 'first' }
    }
    throw new Refusal(
      'forbidden',
      'Until an admin exists, registering needs the set-up token that Pharos printed when it started',
    )
  }

  function admitLater(invitation: string | undefined): Admission {
    if (invitation !== undefined)
      return { kind: 'invited', invitationHash: crypto.digest(invitation) }
    if (policy.registration === 'open') return { kind: 'open', role: policy.defaultRole }
    throw new Refusal(
      'forbidden',
      policy.registration === 'invite'
        ? 'Registering needs an invitation; ask an admin for one'
        : 'Registration is closed',
    )
  }

  /** Before the slow hash, of which strangers must not make us work many. */
  async function refuseStrangers(admission: Admission): Promise<void> {
    if (admission.kind !== 'invited') return
    if ((await store.invitationByHash(admission.invitationHash, clock.now())) !== null) return
    throw new Refusal('forbidden', notInvited)
  }

  return {
    /** The first account becomes admin. Refuses with `forbidden`, `conflict` or `invalid`. */
    async register(input: unknown, caller: Caller): Promise<Account> {
      const { email, password, setup_token, invitation } = readRegistration(input)
      const first = !(await store.hasOwner())
      const admission = first ? admitFirst(caller, setup_token) : admitLater(invitation)
      await refuseStrangers(admission)
      refuseHaste(throttle.waitMs(caller.address, desk))
      throttle.failed(caller.address, desk)
      const passwordHash = await crypto.passwords.hash(password)
      const deed = { at: clock.now(), actor: email, requestId: caller.requestId }
      let done = await store.register({ email, passwordHash, admission }, deed)
      if (done.kind === 'not_first') {
        done = await store.register(
          { email, passwordHash, admission: admitLater(invitation) },
          deed,
        )
      }
      if (done.kind === 'registered') {
        throttle.succeeded(caller.address, desk)
        return done.account
      }
      if (done.kind === 'email_taken') {
        throw new Refusal('conflict', 'An account with this e-mail address exists', {
          fields: [{ path: 'email', message: 'is taken' }],
        })
      }
      throw new Refusal('forbidden', notInvited)
    },

    /** A secret that lets one person register, for a week. Shown once. */
    async invite(
      input: unknown,
      deed: { readonly actor: string; readonly requestId: string | null },
    ): Promise<{ invitation: string; expiresAt: number }> {
      const { role } = readInvitation(input)
      const invitation = crypto.secret()
      const at = clock.now()
      const expiresAt = at + invitationMs
      const hash = crypto.digest(invitation)
      await store.invite({ hash, role: role ?? policy.defaultRole, expiresAt }, { ...deed, at })
      return { invitation, expiresAt }
    },

    hasOwner: () => store.hasOwner(),
  }
}
