/** The public status page, its documents, badges and stream. */
export type { Uptime } from './golden.ts'
export { createDress, type Dress } from './page.tsx'
export type { MaintenanceReader, MaintenanceWindow, UptimeReader } from './ports.ts'
export { statusRoutes } from './routes.ts'
export { createStatus, type Status, type StatusOptions } from './status.ts'
