import type { SqlStore } from '../../src/adapters/stores/sql/index.ts'
import type { CheckId, EpochMs } from '../../src/kernel/index.ts'
import type { ResultOutcome } from '../../src/modules/checks/index.ts'

/** What a check found once, as far as a picture shows it. */
export type Found = Pick<ResultOutcome, 'status' | 'reason' | 'message'> & { readonly ms: number }

export type Past = {
  readonly checkId: number
  readonly intervalMs: number
  readonly from: EpochMs
  readonly until: EpochMs
  /** What it found at a time. */
  readonly foundAt: (time: EpochMs) => Found
}

/** Gives a check a past, through the store's own door. */
export async function remember(store: SqlStore, past: Past): Promise<void> {
  const accepted: Promise<void>[] = []
  for (let slot = past.from; slot < past.until; slot += past.intervalMs) {
    const { ms, ...found } = past.foundAt(slot)
    const outcome: ResultOutcome = {
      kind: 'result',
      checkId: past.checkId as CheckId,
      slot,
      ...found,
      phases: {
        dnsMs: null,
        connectMs: ms / 5,
        tlsMs: null,
        firstByteMs: ms / 2,
        totalMs: ms,
      },
      checkedAt: slot + 3,
    }
    accepted.push(store.schedule.accept({ outcome, checkRev: 1 }))
  }
  await Promise.all(accepted)
}
