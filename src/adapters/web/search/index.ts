/** What the palette and the page of the search find. */
export type { Command } from './commands.ts'
export { findCommands, findPages } from './commands.ts'
export { findProjects } from './projects.ts'
export { findServices, longestQuery } from './services.ts'
