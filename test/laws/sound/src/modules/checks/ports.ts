import type { Event } from '../journal/index.ts'

export type Probe = { run(): Promise<Event> }
