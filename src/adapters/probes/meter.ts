import type { Phases } from '../../modules/checks/index.ts'

/** What a probe is doing. `body` is measured as part of the total only. */
export type Phase = 'dns' | 'connect' | 'tls' | 'firstByte' | 'body'

/** The same for people. */
export const doing: Readonly<Record<Phase, string>> = {
  dns: 'resolving the name',
  connect: 'connecting',
  tls: 'in the TLS handshake',
  firstByte: 'waiting for the answer',
  body: 'reading the answer',
}

export type Meter = {
  /** Ends the phase under way and begins this one. A phase entered again (redirect) adds up. */
  enter(phase: Phase): void
  current(): Phase | null
  /** The phase under way counts up to now, so the parts never exceed the total. */
  phases(): Phases
}

/** Hundredths of a millisecond, rounded down: a sum of parts then stays below the total. */
const rounded = (ms: number): number => Math.floor(ms * 100) / 100

export function createMeter(monotonic: () => number): Meter {
  const began = monotonic()
  const spent = new Map<Phase, number>()
  let current: Phase | null = null
  let since = began

  const settle = (now: number): void => {
    if (current) spent.set(current, (spent.get(current) ?? 0) + now - since)
    since = now
  }
  const of = (phase: Phase): number | null => {
    const ms = spent.get(phase)
    return ms === undefined ? null : rounded(ms)
  }
  return {
    enter(phase) {
      settle(monotonic())
      current = phase
    },
    current: () => current,
    phases() {
      const now = monotonic()
      settle(now)
      return {
        dnsMs: of('dns'),
        connectMs: of('connect'),
        tlsMs: of('tls'),
        firstByteMs: of('firstByte'),
        totalMs: rounded(now - began),
      }
    },
  }
}
