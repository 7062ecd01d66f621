import { type CheckId, type Clock, type Logger, Refusal, type ServiceId } from '../kernel/index.ts'
import {
  execute,
  noPhases,
  type Outcome,
  type Phases,
  type ProbeResult,
  type Probes,
  type ResultOutcome,
} from '../modules/checks/index.ts'
import {
  define,
  parseDraft,
  type ServiceDefinition,
  type Targets,
} from '../modules/services/index.ts'

export type TryOutOptions = {
  readonly probes: Probes
  readonly targets: Targets
  readonly clock: Clock
  readonly log: Logger
  readonly defaults: { readonly intervalMs: number; readonly timeoutMs: number }
}

/** What a probe found that ran once for a service that nobody saved. */
export type TriedOut = {
  readonly status: ResultOutcome['status'] | 'unknown'
  readonly reason: Outcome['reason']
  readonly message: string
  readonly phases: Phases
  readonly evidence: Readonly<Record<string, string | number>>
  /** Normalised, as the probe took it. */
  readonly target: string
}

/**
 * Throws `Refusal`: `invalid` with errors at fields, `too_many_requests` when too many run already.
 * @param present the service as it is stored, whose secrets a mask in the form stands for
 */
export type TryOut = (
  input: unknown,
  signal: AbortSignal,
  present?: ServiceDefinition | null,
) => Promise<TriedOut>

/** Probes that run for forms at once, in this process: each may hold an address for a while. */
const atOnce = 4

/** Somebody waits for the answer, so a test ends sooner than a patient check, in milliseconds. */
const longestMs = 30_000

/**
 * Runs a probe once for the fields of a form, under the rules of checks: the same address policy, the
 * same reading of the fields, and the timeout that the check would have.
 */
export function createTryOut({ probes, targets, clock, log, defaults }: TryOutOptions): TryOut {
  let running = 0
  return async (input, signal, present = null) => {
    const definition = define(parseDraft(input, defaults), targets, present)
    if (running >= atOnce) {
      const message = `${atOnce} tests are running already; try again in a moment`
      throw new Refusal('too_many_requests', message, { retryAfter: 5 })
    }
    running += 1
    try {
      const watched = watch(probes)
      const asked = definition.timeoutMs ?? defaults.timeoutMs
      const check = {
        ...definition,
        id: 0 as CheckId,
        serviceId: 0 as ServiceId,
        target: definition.url,
        timeoutMs: Math.min(asked, longestMs),
        rev: 0,
      }
      const options = { probes: watched.probes, clock, log, defaultTimeoutMs: defaults.timeoutMs }
      const outcome = await execute({ check, slot: clock.now() }, options, signal)
      return { ...triedOut(outcome, watched.latest()), target: definition.url }
    } finally {
      running -= 1
    }
  }
}

/** An outcome keeps the evidence of failures only, and of what is missed nothing but why. */
function triedOut(outcome: Outcome, latest: ProbeResult | null): Omit<TriedOut, 'target'> {
  const { evidence = {} } = latest ?? {}
  if (outcome.kind === 'result') {
    const { status, reason, message, phases } = outcome
    return { status, reason, message, phases, evidence }
  }
  const { message = '', phases = noPhases } = latest ?? {}
  return { status: 'unknown', reason: outcome.reason, message, phases, evidence }
}

function watch({ probeOf }: Probes) {
  let latest: ProbeResult | null = null
  const probes: Probes = {
    probeOf(type) {
      const probe = probeOf(type)
      if (probe === null) return null
      return async (request, signal) => {
        const result = await probe(request, signal)
        latest = result
        return result
      }
    },
  }
  return { probes, latest: (): ProbeResult | null => latest }
}
