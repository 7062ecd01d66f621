import type { Clock, Logger } from '../../kernel/index.ts'
import { effectiveTimeout } from './check.ts'
import { internalFault, judge, unsupported } from './judge.ts'
import type { ResultOutcome } from './outcome.ts'
import type { Claim } from './ports.ts'
import type { Probes } from './probe.ts'

export type ExecuteOptions = {
  readonly probes: Probes
  readonly clock: Clock
  readonly log: Logger
  readonly defaultTimeoutMs: number
}

/** Runs one claimed slot. Whatever the probe does, this yields an outcome. */
export async function execute(
  { check, slot }: Claim,
  options: ExecuteOptions,
  signal: AbortSignal,
): Promise<ResultOutcome> {
  const { probes, clock, log, defaultTimeoutMs } = options
  const checkedAt = clock.now()
  const probe = probes.probeOf(check.type)
  if (probe === null) return judge(check, unsupported(check.type), { slot, checkedAt })
  const timeoutMs = effectiveTimeout(check, defaultTimeoutMs)
  try {
    const request = { target: check.target, timeoutMs, config: check.config }
    return judge(check, await probe(request, signal), { slot, checkedAt })
  } catch (fault) {
    log.error('a probe failed', { checkId: check.id, type: check.type, error: fault })
    return judge(check, internalFault(fault), { slot, checkedAt })
  }
}
