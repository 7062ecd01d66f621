import type { Role, Seq } from '../../kernel/index.ts'
import type { JournalStore } from '../journal/index.ts'
import type { Account } from './account.ts'
import type { Admission, Deed, IdentityStore } from './ports.ts'

export type House = { readonly identity: IdentityStore; readonly journal: JournalStore }

/** Makes an empty database; each `open` is a store on it that shares nothing else with the others. */
export type Fresh = () => Promise<{ open(): Promise<House> }>

export const noon = 1_800_014_400_000
export const deed = (actor: string, at = noon): Deed => ({ at, actor, requestId: 'r' })
export const start = 0 as Seq
export const firstPage = { page: 1, limit: 100 }

export const candidate = (email: string, admission: Admission) => ({
  email,
  passwordHash: `hash of ${email}`,
  admission,
})
export const first: Admission = { kind: 'first' }
export const open = (role: Role): Admission => ({ kind: 'open', role })
export const invited: Admission = { kind: 'invited', invitationHash: 'i' }

export async function join(
  { identity }: House,
  email: string,
  admission: Admission,
): Promise<Account> {
  const done = await identity.register(candidate(email, admission), deed(email))
  if (done.kind !== 'registered') throw new Error(`${email}: ${done.kind}`)
  return done.account
}

export const actions = async ({ identity }: House) =>
  (await identity.audit(firstPage)).items.map(({ action }) => action)
