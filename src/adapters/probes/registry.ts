import { http } from './http/index.ts'
import type { ProbeKind } from './kind.ts'
import { tcp } from './tcp/index.ts'

/** Every probe of this build. A new one is its folder and a line here. */
export const probes = [http, tcp] as const satisfies readonly ProbeKind[]
