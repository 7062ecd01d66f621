import type { Clock, Logger } from '../../kernel/index.ts'
import { type Check, effectiveTimeout } from './check.ts'
import type { Evidence } from './evidence.ts'
import { type Guard, mayBeLine } from './guard.ts'
import { internalFault, judge, unsupported } from './judge.ts'
import type { Outcome } from './outcome.ts'
import type { Claim } from './ports.ts'
import type { ProbeResult, Probes } from './probe.ts'
import { nextTry, patienceLeft } from './retry.ts'

export type ExecuteOptions = {
  readonly probes: Probes
  readonly clock: Clock
  readonly log: Logger
  readonly defaultTimeoutMs: number
}

/** Runs one claimed slot. Whatever the probe does, this yields an outcome; missed if it cannot tell. */
export async function execute(
  { check, slot }: Claim,
  options: ExecuteOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  const checkedAt = options.clock.now()
  const { result, earlier } = await tryUntilEnough(check, options, signal)
  if (result.status === 'unknown') {
    return { kind: 'missed', checkId: check.id, slot, slots: 1, reason: result.reason, checkedAt }
  }
  return judge(check, result, { slot, checkedAt, earlier })
}

export type GuardedOptions = ExecuteOptions & {
  /** Tells a failure of the target from one of our own line; without it every failure stands. */
  readonly guard?: Pick<Guard, 'excuses' | 'prepare'> | null
}

/** The same, where a failure that is our own line's is no result but a missed slot. */
export async function executeGuarded(
  claim: Claim,
  options: GuardedOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  const { clock, guard = null } = options
  if (guard === null) return execute(claim, options, signal)
  const began = clock.monotonic()
  const outcome = await preparing({ guard, check: claim.check }, options, () =>
    execute(claim, options, signal),
  )
  if (outcome.kind === 'missed' || !mayBeLine(outcome) || signal.aborted) return outcome
  const took = clock.monotonic() - began
  const patienceMs = patienceLeft(claim.check.intervalMs, took)
  const since = began + lostBy * took
  if (!(await guard.excuses(outcome, { since, patienceMs }))) return outcome
  const { checkId, slot, checkedAt } = outcome
  return { kind: 'missed', checkId, slot, slots: 1, reason: 'guard', checkedAt }
}

/** What hung is taken for lost by this share of its time: a look halfway through it tells. */
const lostBy = 0.4

/** A probe that is halfway through its time may end with it, and a short interval then leaves no time to look. */
async function preparing<Result>(
  { guard, check }: { readonly guard: Pick<Guard, 'prepare'>; readonly check: Check },
  { clock, defaultTimeoutMs }: ExecuteOptions,
  run: () => Promise<Result>,
): Promise<Result> {
  const ended = new AbortController()
  const half = effectiveTimeout(check, defaultTimeoutMs) / 2
  void clock.sleep(half, ended.signal).then(() => {
    if (!ended.signal.aborted) guard.prepare()
  })
  try {
    return await run()
  } finally {
    ended.abort()
  }
}

type Tries = { readonly result: ProbeResult; readonly earlier: Evidence }

/** Tries again what failed, as often as the check asks for and its time allows. */
async function tryUntilEnough(
  check: Check,
  options: ExecuteOptions,
  signal: AbortSignal,
): Promise<Tries> {
  const { clock } = options
  const budgetMs = effectiveTimeout(check, options.defaultTimeoutMs)
  const began = clock.monotonic()
  const earlier: Record<string, string> = {}
  let timeoutMs = budgetMs
  for (let tries = 1; ; tries++) {
    const result = await tryOnce({ check, timeoutMs }, options, signal)
    const spentMs = clock.monotonic() - began
    const next = nextTry({ result, tries, retries: check.retries, budgetMs, spentMs })
    if (next.kind === 'enough' || signal.aborted) return { result, earlier }
    earlier[`try ${tries}`] = `${result.reason}: ${result.message}`
    await clock.sleep(next.pauseMs, signal)
    if (signal.aborted) return { result, earlier }
    timeoutMs = next.timeoutMs
  }
}

type Try = { readonly check: Check; readonly timeoutMs: number }

async function tryOnce(
  { check, timeoutMs }: Try,
  { probes, log }: ExecuteOptions,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const probe = probes.probeOf(check.type)
  if (probe === null) return unsupported(check.type)
  try {
    return await probe({ target: check.target, timeoutMs, config: check.config }, signal)
  } catch (fault) {
    log.error('a probe failed', { checkId: check.id, type: check.type, error: fault })
    return internalFault(fault)
  }
}
