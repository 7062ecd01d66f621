import type { ProbeResult } from '../../modules/checks/index.ts'
import type { ProbeKind, ProbeWorld } from './kind.ts'
import { createSystemLookup } from './lookup.ts'

/** The real world, with what a test wants to be different. */
export const testWorld = (differs: Partial<ProbeWorld> = {}): ProbeWorld => ({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  lookup: createSystemLookup(),
  blocked: () => null,
  reveal: (setting) => setting,
  ...differs,
})

type Run = {
  readonly config?: unknown
  readonly timeoutMs?: number
  readonly world?: Partial<ProbeWorld>
  readonly signal?: AbortSignal
}

/** Runs a probe once, as the checks room does. */
export function runProbe(kind: ProbeKind, target: string, run: Run = {}): Promise<ProbeResult> {
  const { timeoutMs = 5_000, signal = new AbortController().signal } = run
  const config = kind.config.parse(run.config ?? {})
  return kind.open(testWorld(run.world))({ target, timeoutMs, config }, signal)
}
