import type { Clock } from '../../kernel/index.ts'

export type Event = { at: ReturnType<Clock['now']> }
