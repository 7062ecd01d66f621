import type { Door } from './kind.ts'
import { probes } from './registry.ts'

/** How the target of a type comes in; `null` for types that look by themselves. */
export const doorOf = (type: string): Door | null =>
  probes.find((probe) => probe.type === type)?.door ?? null
