/** Web: pages, fragments and the live stream, drawn on the server. */
export type { Checking, Stale } from './board/index.ts'
export type { Handler, HttpContext, WebRoute, Wing } from './http.ts'
export type { About, Program, Setting } from './program.ts'
export type {
  MaintenanceReader,
  MaintenanceWindow,
  StatusOptions,
  Uptime,
  UptimeReader,
} from './status/index.ts'
export type { Web, WebFigures, WebOptions } from './web.ts'
export { createWeb } from './web.ts'
