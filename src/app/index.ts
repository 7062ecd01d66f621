/** The composition root: configuration, wiring, roles, lifecycle. */
export type { App, AppOptions } from './app.ts'
export { startApp } from './app.ts'
export { runCommand } from './command-line.ts'
