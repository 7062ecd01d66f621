import type { EpochMs } from '../../../../kernel/index.ts'
import { run, type Tx } from '../statement.ts'

export type AuditRow = {
  readonly at: EpochMs
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly detail?: Readonly<Record<string, unknown>>
  readonly requestId: string | null
}

/** Who did what to what, in the transaction that does it. Details never hold a secret. */
export function* audit(row: AuditRow): Tx<void> {
  yield* run(
    `insert into identity_audit (at, actor, action, subject, detail, request_id)
      values (?, ?, ?, ?, ?, ?)`,
    row.at,
    row.actor.slice(0, 320),
    row.action,
    row.subject,
    JSON.stringify(row.detail ?? {}),
    row.requestId,
  )
}
