import type { Endpoint } from './endpoint.ts'
import { administrationEndpoints } from './endpoints/administration.ts'
import { authEndpoints } from './endpoints/auth.ts'
import { channelEndpoints } from './endpoints/channels.ts'
import { documentEndpoints } from './endpoints/documents.ts'
import { healthCheckEndpoints } from './endpoints/health-checks.ts'
import { heartbeatEndpoints } from './endpoints/heartbeats.ts'
import { historyEndpoints } from './endpoints/history.ts'
import { maintenanceEndpoints } from './endpoints/maintenances.ts'
import { operationsEndpoints } from './endpoints/operations.ts'
import { serviceEndpoints } from './endpoints/services.ts'
import { sessionEndpoints } from './endpoints/sessions.ts'
import { tokenEndpoints } from './endpoints/tokens.ts'
import { userEndpoints } from './endpoints/users.ts'
import type { SocketRoute, Wing } from './http.ts'
import { openApiDocument } from './openapi/document.ts'
import type { OpenApiDocument } from './openapi/types.ts'
import type { ApiDeps } from './ports.ts'
import { fault, refuse } from './problem.ts'
import { toRoute } from './serve.ts'
import { createAnnouncer } from './sockets/announcer.ts'

export type Api = Wing & {
  readonly sockets: readonly SocketRoute[]
  /** What is served, described. */
  document(): OpenApiDocument
  /** Feeds the sockets until the signal aborts, then closes them. */
  follow(signal: AbortSignal): Promise<void>
  readonly openSockets: number
}

/** REST, its document, operations endpoints and WebSockets, as one wing. */
export function createApi(deps: ApiDeps): Api {
  const announcer = createAnnouncer(deps)
  const endpoints = endpointsOf(deps)
  return {
    routes: endpoints.map(toRoute),
    refuse,
    fault,
    document: () => openApiDocument(endpoints, deps.operations.health().version),
    sockets: [announcer.route],
    follow: announcer.follow,
    get openSockets() {
      return announcer.connected
    },
  }
}

/** Every endpoint there is. */
export function endpointsOf(deps: ApiDeps): readonly Endpoint[] {
  const endpoints: Endpoint[] = [
    ...authEndpoints(deps),
    ...serviceEndpoints(deps),
    ...healthCheckEndpoints(deps),
    ...historyEndpoints(deps),
    ...heartbeatEndpoints(deps),
    ...channelEndpoints(deps),
    ...maintenanceEndpoints(deps),
    ...sessionEndpoints(deps),
    ...tokenEndpoints(deps),
    ...userEndpoints(deps),
    ...administrationEndpoints(deps),
    ...operationsEndpoints(deps),
    ...documentEndpoints(() => openApiDocument(endpoints, deps.operations.health().version), deps),
  ]
  return endpoints
}
