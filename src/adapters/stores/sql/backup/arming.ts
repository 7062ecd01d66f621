import type { EpochMs } from '../../../../kernel/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { audit } from '../journal/audit.ts'
import { maybe, one, type Tx } from '../statement.ts'

/** Who arms a restored copy, for the audit row in the same commit. */
export type ArmedBy = {
  readonly at: EpochMs
  readonly actor: string
  readonly requestId: string | null
}

export type Standing = {
  readonly armed: boolean
  /** When this copy was restored; `null` for one that never was. */
  readonly restoredAt: EpochMs | null
  /** When the backup was made that it came from. */
  readonly restoredFromAt: EpochMs | null
}

/**
 * Whether this copy of the data may send anything outward. A copy that was restored, perhaps beside
 * the one that still works, sends no notification and no heartbeat until somebody arms it.
 */
export type Arming = {
  armed(): Promise<boolean>
  standing(): Promise<Standing>
  /** @returns `false` when it was armed already. */
  arm(by: ArmedBy): Promise<boolean>
}

export const createArming = (driver: Driver): Arming => ({
  armed: () => driver.read(standing).then(({ armed }) => armed),
  standing: () => driver.read(standing),
  arm: (by) =>
    driver.write(function* () {
      const changed = yield* maybe(
        'update app_state set armed = 1 where one = 1 and armed = 0 returning one',
      )
      if (changed === null) return false
      yield* audit({ ...by, action: 'database.armed', subject: 'database' })
      return true
    }),
})

function* standing(): Tx<Standing> {
  const row = yield* one<{
    armed: number
    restored_at: number | null
    restored_from_at: number | null
  }>('select armed, restored_at, restored_from_at from app_state where one = 1')
  return {
    armed: row.armed === 1,
    restoredAt: row.restored_at,
    restoredFromAt: row.restored_from_at,
  }
}
