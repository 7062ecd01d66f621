export type { Probe } from './ports.ts'
export { judge } from './judge.ts'
