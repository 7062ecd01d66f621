import type { Clock, EpochMs } from '../../kernel/index.ts'
import type { ResultOutcome, ResultReason } from './outcome.ts'
import type { ProbeResult, Probes } from './probe.ts'

/*
 * The connectivity guard. While Pharos' own line is down every target looks down, and nobody knows
 * how they are. Reference targets tell the two apart: when none of them answers, a failure that may
 * be the line's is no result but a missed slot, with the reason `guard`.
 */

/** A target that hardly ever fails at the same time as the others: a gateway, a public resolver. */
export type GuardTarget = {
  readonly type: string
  readonly target: string
  /** Parsed by the probe's schema. */
  readonly config: unknown
}

/** What a broken line looks like. Everything else is an answer, and answers come over a line that works. */
const ofLine: ReadonlySet<Seen['reason']> = new Set<ResultReason>([
  'timeout',
  'connection_refused',
  'connection_reset',
  'unreachable',
  'dns_failure',
])

/** As much of a result as the line is judged by. */
export type Seen = Pick<ProbeResult, 'status' | 'reason'> | Pick<ResultOutcome, 'status' | 'reason'>

export const mayBeLine = ({ status, reason }: Seen): boolean =>
  status === 'down' && ofLine.has(reason)

/** Nothing outside answers. Without references nobody can tell, so the results stand. */
export const isCutOff = (references: readonly Seen[]): boolean =>
  references.length > 0 && references.every(mayBeLine)

export type GuardOptions = {
  readonly targets: readonly GuardTarget[]
  readonly probes: Probes
  readonly clock: Clock
  readonly observe?: { turned(cutOff: boolean): void }
}

export type Guard = {
  /**
   * Asks whether a failure may be the line's. All who ask at once share one look at the references.
   * One that found nothing counts for some seconds; one that found the line well says nothing of
   * what came after it.
   */
  excuses(result: Seen, failure: Failure): Promise<boolean>
  /** Looks ahead, for a probe that may soon fail and then cannot wait long. */
  prepare(): void
  /** Since when nothing outside answers; `null` while something does. */
  readonly cutOffSince: EpochMs | null
}

export type Failure = {
  /** On the monotonic clock: a look that began before it does not show that the line was well. */
  readonly since: number
  /** How long the answer is waited for: after that the latest look counts, and without one the failure stands. */
  readonly patienceMs: number
}

/** A look that found nothing counts for this long. */
const freshMs = 3_000
/** While nobody could be asked anew, an older look still does. */
const staleMs = 15_000
/** References are near or quick, and checks wait for them. */
const timeoutMs = 2_000
/** From one look to the next, so that targets that are down for good do not storm the references. */
const restMs = 200

type Look = { readonly cutOff: boolean; readonly began: number; readonly at: number }

/** A guard without targets excuses nothing. */
export function createGuard({ targets, probes, clock, observe }: GuardOptions): Guard {
  let latest: Look | null = null
  let looking: Promise<Look> | null = null
  let since: EpochMs | null = null

  async function ask({ type, target, config }: GuardTarget): Promise<Seen> {
    const probe = probes.probeOf(type)
    if (probe === null) return { status: 'down', reason: 'unsupported' }
    // A look belongs to all who wait for it, so no one of them can break it off.
    const never = new AbortController().signal
    try {
      return await probe({ target, timeoutMs, config }, never)
    } catch {
      // A fault of ours says nothing about the line.
      return { status: 'down', reason: 'internal' }
    }
  }

  async function look(): Promise<Look> {
    const rest = latest === null ? 0 : latest.began + restMs - clock.monotonic()
    if (rest > 0) await clock.sleep(rest)
    const began = clock.monotonic()
    const cutOff = isCutOff(await Promise.all(targets.map(ask)))
    if (cutOff !== (since !== null)) observe?.turned(cutOff)
    since = cutOff ? (since ?? clock.now()) : null
    return { cutOff, began, at: clock.monotonic() }
  }

  const isYoung = (than: number): boolean =>
    latest !== null && clock.monotonic() - latest.at <= than

  function lookAnew(): Promise<Look> {
    looking ??= look().then((seen) => {
      latest = seen
      looking = null
      return seen
    })
    return looking
  }

  /** A look that was under way already may have begun too early: then the next one tells. */
  async function isCutOffAfter(since: number): Promise<boolean> {
    for (;;) {
      const seen = await lookAnew()
      if (seen.cutOff || seen.began >= since) return seen.cutOff
    }
  }

  return {
    async excuses(result, { since, patienceMs }) {
      if (targets.length === 0 || !mayBeLine(result)) return false
      if (latest?.cutOff && isYoung(freshMs)) return true
      if (latest !== null && latest.began >= since) return latest.cutOff
      const impatient = new AbortController()
      const waited = clock.sleep(Math.max(0, patienceMs), impatient.signal)
      const cutOff = await Promise.race([isCutOffAfter(since), waited])
      impatient.abort()
      return cutOff ?? (isYoung(staleMs) && (latest?.cutOff ?? false))
    },
    prepare() {
      if (targets.length > 0 && !isYoung(restMs)) void lookAnew()
    },
    get cutOffSince() {
      return since
    },
  }
}
