import type { SqlStore } from '../../src/adapters/stores/sql/index.ts'
import type { CheckId, EpochMs } from '../../src/kernel/index.ts'
import type { ResultOutcome, ResultReason, ResultStatus } from '../../src/modules/checks/index.ts'

/** What a letter of a strip stands for, and the reason that goes with it. */
const kinds: Readonly<Record<string, { status: ResultStatus; reason: ResultReason }>> = {
  u: { status: 'up', reason: 'ok' },
  g: { status: 'degraded', reason: 'slow' },
  d: { status: 'down', reason: 'timeout' },
}

export type Past = {
  readonly checkId: number
  readonly intervalMs: number
  /** One letter an outcome, oldest first: `u`, `g` or `d`; any other leaves the slot out. */
  readonly strip: string
  readonly until: EpochMs
  readonly usualMs: number
}

/** Gives a check a past, through the store's own door. */
export async function remember(store: SqlStore, past: Past): Promise<void> {
  const { checkId, intervalMs, strip, until, usualMs } = past
  const begin = until - strip.length * intervalMs
  const outcomes = [...strip].flatMap((letter, index): ResultOutcome[] => {
    const kind = kinds[letter]
    if (kind === undefined) return []
    const slot = begin + index * intervalMs
    // A little unrest, the same in every run.
    const totalMs = usualMs * (letter === 'g' ? 9 : 1) * (1 + ((index * 7) % 10) / 40)
    return [
      {
        ...kind,
        kind: 'result',
        checkId: checkId as CheckId,
        slot,
        message: letter === 'u' ? 'answered with 200' : 'no answer in time',
        phases: {
          dnsMs: null,
          connectMs: totalMs / 5,
          tlsMs: null,
          firstByteMs: totalMs / 2,
          totalMs,
        },
        checkedAt: slot + 3,
      },
    ]
  })
  await Promise.all(outcomes.map((outcome) => store.schedule.accept({ outcome, checkRev: 1 })))
}
