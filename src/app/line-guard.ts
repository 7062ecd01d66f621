import type { Clock, Logger } from '../kernel/index.ts'
import { rfc3339Seconds } from '../kernel/index.ts'
import { createGuard, type Guard, type Probes } from '../modules/checks/index.ts'
import { readTarget } from './check-probes.ts'
import type { Config } from './config/index.ts'
import { gauge } from './metrics.ts'
import type { Organ } from './operations.ts'

export type LineGuardOptions = {
  readonly config: Pick<Config, 'checks'>
  readonly references: Probes
  readonly clock: Clock
  readonly log: Logger
}

/** The guard of the configuration's reference targets, and what it says of itself; nothing without any. */
export function openLineGuard(options: LineGuardOptions) {
  const { config, references, clock, log } = options
  const { targets } = config.checks.guard
  if (targets.length === 0) return { guard: null, organs: [] }
  const guard = createGuard({
    targets: targets.map((url) => readTarget(url, {})),
    probes: references,
    clock,
    observe: {
      turned(cutOff) {
        if (cutOff) log.warn('no reference target answers: failures of checks count as missed')
        else log.info('a reference target answers again: failures of checks count')
      },
    },
  })
  return { guard, organs: [organOf(guard, targets.length)] }
}

const organOf = (guard: Guard, references: number): Organ => ({
  progressing: () => true,
  trouble: () => null,
  health: () => {
    const { cutOffSince } = guard
    if (cutOffSince === null) return { connectivity: { status: 'ok', references } }
    const since = rfc3339Seconds(cutOffSince)
    return { connectivity: { status: 'degraded', references, cut_off_since: since } }
  },
  metrics: () => [
    gauge(
      'pharos_cut_off',
      'Whether no reference target of checks.guard answers, so that failures count as missed.',
      guard.cutOffSince === null ? 0 : 1,
    ),
  ],
})
