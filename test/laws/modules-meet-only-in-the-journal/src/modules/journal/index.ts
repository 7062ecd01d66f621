export type Event = { of: typeof import('../checks/index.ts') } // breaks
