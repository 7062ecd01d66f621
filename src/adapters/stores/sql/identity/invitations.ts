import type { EpochMs, Role } from '../../../../kernel/index.ts'
import type { Deed, Invitation } from '../../../../modules/identity/index.ts'
import { audit } from '../journal/audit.ts'
import { all, maybe, run, type Tx } from '../statement.ts'
import { type InvitationRow, invitationColumns, keyLength, toInvitation } from './rows.ts'

export type NewInvitation = {
  readonly hash: string
  readonly role: Role
  readonly expiresAt: EpochMs
}

export function* invite({ hash, role, expiresAt }: NewInvitation, deed: Deed): Tx<void> {
  yield* run(
    `insert into identity_invitations (${invitationColumns}) values (?, ?, ?, ?, ?)`,
    hash,
    role,
    expiresAt,
    deed.at,
    deed.actor.slice(0, 320),
  )
  yield* audit({ ...deed, action: 'user.invited', subject: 'invitation', detail: { role } })
}

export function* findInvitation(hash: string, now: EpochMs): Tx<Invitation | null> {
  const row = yield* maybe<InvitationRow>(
    `select ${invitationColumns} from identity_invitations where hash = ? and expires_at > ?`,
    hash,
    now,
  )
  return row === null ? null : toInvitation(row)
}

export function* listInvitations(now: EpochMs, most: number): Tx<readonly Invitation[]> {
  const rows = yield* all<InvitationRow>(
    `select ${invitationColumns} from identity_invitations where expires_at > ?
      order by created_at desc, hash limit ?`,
    now,
    most,
  )
  return rows.map(toInvitation)
}

export function* revokeInvitation(key: string, deed: Deed): Tx<boolean> {
  const gone = yield* all<{ role: string }>(
    `delete from identity_invitations where substr(hash, 1, ${keyLength}) = ? returning role`,
    key,
  )
  for (const { role } of gone) {
    yield* audit({
      ...deed,
      action: 'user.invitation_revoked',
      subject: 'invitation',
      detail: { role },
    })
  }
  return gone.length > 0
}
