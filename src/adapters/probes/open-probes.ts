import type { Probe, Probes } from '../../modules/checks/index.ts'
import type { ProbeWorld } from './kind.ts'
import { probes } from './registry.ts'

/** Every probe of this build, ready to run. */
export function openProbes(world: ProbeWorld): Probes {
  const opened = new Map<string, Probe>(probes.map((kind) => [kind.type, kind.open(world)]))
  return { probeOf: (type) => opened.get(type) ?? null }
}
