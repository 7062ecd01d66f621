import { z } from 'zod'
import type { Clock } from '../../kernel/index.ts'
import type { Probe } from './ports.ts'

export const judge = (probe: Probe, clock: Clock) => [probe.run(), clock.now(), z.string()] as const
