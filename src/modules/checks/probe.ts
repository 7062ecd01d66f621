import type { Evidence } from './evidence.ts'
import type { MissedReason, Phases, ResultReason } from './outcome.ts'

/** What a probe is asked: one execution. `config` is what the probe's own schema made of the check's settings. */
export type ProbeRequest = {
  readonly target: string
  readonly timeoutMs: number
  readonly config: unknown
}

type Found = {
  readonly message: string
  readonly phases: Phases
  readonly evidence: Evidence
}

/** A target that is as the probe says. */
export type Answered = Found & { readonly status: 'up' | 'down'; readonly reason: ResultReason }

/** Nobody can say how it is: enough members of a group are unknown themselves. */
export type Undecided = Found & {
  readonly status: 'unknown'
  readonly reason: Extract<MissedReason, 'members_unknown'>
}

/** What a probe found. A target that is down is a result, never an exception. */
export type ProbeResult = Answered | Undecided

/**
 * Runs a check once. It ends within `timeoutMs`, or as soon as the signal aborts (then the result
 * does not matter); it reads no more of the target's answer than its cap allows.
 */
export type Probe = (request: ProbeRequest, signal: AbortSignal) => Promise<ProbeResult>

/** The room's need of the outside: the probe of a check type, or `null` when this build has none. */
export type Probes = { probeOf(type: string): Probe | null }
