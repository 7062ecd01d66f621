/** The API: REST with its document, WebSockets, health and metrics. */
export type { Api } from './api.ts'
export { createApi } from './api.ts'
export type { Handler, HttpContext, SocketRoute, Wing } from './http.ts'
export type {
  ApiDeps,
  HealthReport,
  Inbound,
  Operations,
  PartHealth,
  Readiness,
} from './ports.ts'
