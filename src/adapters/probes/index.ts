/** Probes: the code that runs a check once. One folder a probe, listed in `registry.ts`. */
export type { ProbeDescription, SettingDescription } from './describe.ts'
export { describeProbes } from './describe.ts'
export type { ProbeKind, ProbeWorld } from './kind.ts'
export { createSystemLookup } from './lookup.ts'
export { openProbes } from './open-probes.ts'
export type { ParsedTarget } from './parse-target.ts'
export { parseTarget } from './parse-target.ts'
export { probes } from './registry.ts'
