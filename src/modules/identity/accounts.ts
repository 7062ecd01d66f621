import {
  type Clock,
  notFound,
  type Page,
  type PageRequest,
  Refusal,
  type Role,
  type User,
  type UserId,
} from '../../kernel/index.ts'
import type { Account, AuditEntry } from './account.ts'
import { readAccessChange, readRegistration } from './input.ts'
import type { AuditRequest, Crypto, Deed, IdentityStore } from './ports.ts'
import type { RegistrationPolicy } from './registration.ts'

type Options = {
  readonly store: IdentityStore
  readonly crypto: Crypto
  readonly clock: Clock
  readonly policy: Pick<RegistrationPolicy, 'defaultRole'>
}

/** Users, for those who may change them. */
export function createAccounts({ store, crypto, clock, policy }: Options) {
  const deedOf = (user: User, requestId: string | null) => ({
    at: clock.now(),
    actor: user.email,
    requestId,
  })

  return {
    list: (request: PageRequest): Promise<Page<Account>> => store.listAccounts(request),
    audit: (request: AuditRequest): Promise<Page<AuditEntry>> => store.audit(request),

    /** Makes an account without being asked for an invitation: for whoever owns the data itself. */
    async add(
      input: { readonly email: string; readonly password: string; readonly role: Role | null },
      deed: Deed,
    ): Promise<Account> {
      const { email, password } = readRegistration({ email: input.email, password: input.password })
      const passwordHash = await crypto.passwords.hash(password)
      const later = { kind: 'open', role: input.role ?? policy.defaultRole } as const
      const admission = (await store.hasOwner()) ? later : ({ kind: 'first' } as const)
      const done = await store.register({ email, passwordHash, admission }, deed)
      if (done.kind === 'registered') return done.account
      throw new Refusal('conflict', `An account with the e-mail address ${email} exists`)
    },

    /** Sets a password and ends every session of the account. */
    async setPassword(id: UserId, password: string, deed: Deed): Promise<void> {
      const { email } = await this.get(id)
      readRegistration({ email, password })
      await store.changePassword(id, await crypto.passwords.hash(password), deed)
    },

    async get(id: UserId): Promise<Account> {
      const found = await store.findById(id)
      if (found === null) throw notFound('user', id)
      return found.account
    },

    /** Changes a role, or disables an account. The last admin stays one. */
    async changeAccess(
      id: UserId,
      change: { readonly input: unknown; readonly expectedRev: number },
      by: { readonly user: User; readonly requestId: string | null },
    ): Promise<Account> {
      const fields = readAccessChange(change.input)
      const found = await store.findById(id)
      if (found === null) throw notFound('user', id)
      const { account } = found
      const done = await store.changeAccess(
        id,
        {
          role: fields.role ?? account.role,
          disabled: fields.disabled ?? account.disabled,
          expectedRev: change.expectedRev,
        },
        deedOf(by.user, by.requestId),
      )
      if (done.kind === 'saved') return done.account
      if (done.kind === 'absent') throw notFound('user', id)
      throw done.kind === 'stale'
        ? new Refusal('stale', `${account.email} was changed by somebody else`)
        : new Refusal('conflict', 'This is the last admin; make somebody else admin first')
    },
  }
}
