export type { Probe } from '../modules/checks/index.ts' // breaks

export const systemClock = async () => await import('../app/index.ts') // breaks
