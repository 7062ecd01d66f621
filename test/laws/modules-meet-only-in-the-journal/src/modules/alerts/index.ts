import type { Probe } from '../checks/index.ts' // breaks
import type { Event } from '../journal/index.ts'

export type Alert = Event & { probe: Probe }
