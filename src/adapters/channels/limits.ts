/** How long an attempt may take: until somebody stops it, or its time is over. */
export type Limits = {
  /** Aborts at either. */
  readonly signal: AbortSignal
  /** Why the attempt was ended by us; `null` as long as it was not. */
  endedBy(): string | null
}

export function limit(stop: AbortSignal, patienceMs: number): Limits {
  const timeout = AbortSignal.timeout(patienceMs)
  return {
    signal: AbortSignal.any([stop, timeout]),
    endedBy() {
      if (stop.aborted) return 'stopped'
      return timeout.aborted ? `no answer within ${patienceMs / 1_000} s` : null
    },
  }
}
