/** The composition root: configuration, wiring, roles, lifecycle. */
export { runCommand } from './command-line.ts'
