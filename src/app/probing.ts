import { createSystemLookup, openProbes, parseTarget } from '../adapters/probes/index.ts'
import type { Clock } from '../kernel/index.ts'

/** The probes alone, for a command that needs no server. */
export const openProbing = (clock: Clock) => ({
  probes: openProbes({ ...clock, lookup: createSystemLookup(), blocked: () => null }),
  parseTarget,
})
