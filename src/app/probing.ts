import { createSystemLookup, openProbes, parseTarget } from '../adapters/probes/index.ts'
import type { Clock } from '../kernel/index.ts'
import { createAddressPolicy } from './address-policy.ts'

/** The probes alone, for a command that needs no server. */
export const openProbing = (clock: Clock) => ({
  probes: openProbes({
    reveal: (setting) => setting,
    ...clock,
    lookup: createSystemLookup(),
    // Who runs a command may reach what this machine reaches.
    blocked: createAddressPolicy({ allowPrivateTargets: true }),
  }),
  parseTarget,
})
