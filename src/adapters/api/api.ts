import { createRoom } from './door/room.ts'
import type { Endpoint } from './endpoint.ts'
import { administrationEndpoints } from './endpoints/administration.ts'
import { authEndpoints } from './endpoints/auth.ts'
import { channelEndpoints } from './endpoints/channels.ts'
import { connectionEndpoints } from './endpoints/connections.ts'
import { deploymentEndpoints } from './endpoints/deployments.ts'
import { documentEndpoints } from './endpoints/documents.ts'
import { healthCheckEndpoints } from './endpoints/health-checks.ts'
import { heartbeatEndpoints } from './endpoints/heartbeats.ts'
import { historyEndpoints } from './endpoints/history.ts'
import { maintenanceEndpoints } from './endpoints/maintenances.ts'
import { operationsEndpoints } from './endpoints/operations.ts'
import { preferenceEndpoints } from './endpoints/preferences.ts'
import { projectListEndpoints } from './endpoints/project-lists.ts'
import { projectEndpoints } from './endpoints/projects.ts'
import { runEndpoints } from './endpoints/runs.ts'
import { serviceEndpoints } from './endpoints/services.ts'
import { sessionEndpoints } from './endpoints/sessions.ts'
import { statisticsEndpoints } from './endpoints/statistics.ts'
import { tokenEndpoints } from './endpoints/tokens.ts'
import { userEndpoints } from './endpoints/users.ts'
import { webhookEventEndpoints } from './endpoints/webhook-events.ts'
import { webhookEndpoints } from './endpoints/webhooks.ts'
import { runsSocket, servicesSocket } from './endpoints/websocket.ts'
import type { SocketRoute, Wing } from './http.ts'
import { openApiDocument } from './openapi/document.ts'
import type { OpenApiDocument } from './openapi/types.ts'
import type { ApiDeps } from './ports.ts'
import { fault, refuse } from './problem.ts'
import { toRoute } from './serve.ts'
import { announcementOf, runAnnouncementOf } from './sockets/announcement.ts'
import { createAnnouncer } from './sockets/announcer.ts'

export type Api = Wing & {
  readonly sockets: readonly SocketRoute[]
  /** What is served, described. */
  document(): OpenApiDocument
  /** Feeds the sockets until the signal aborts, then closes them. */
  follow(signal: AbortSignal): Promise<void>
  readonly openSockets: number
}

/** Webhooks have 25 MB at most; a platform sends a few kB nearly always. */
const roomForBodies = { bodies: 100, bytes: 67_108_864 }

/** REST, its document, operations endpoints and WebSockets, as one wing. */
export function createApi(deps: ApiDeps): Api {
  const announcers = [
    createAnnouncer({ ...deps, path: servicesSocket, announce: announcementOf }),
    createAnnouncer({ ...deps, path: runsSocket, announce: runAnnouncementOf }),
  ]
  const endpoints = endpointsOf(deps)
  const room = createRoom(roomForBodies)
  return {
    routes: endpoints.map((one) => toRoute(one, room)),
    refuse,
    fault,
    document: () => openApiDocument(endpoints, deps.operations.health().version),
    sockets: announcers.map(({ route }) => route),
    async follow(signal) {
      await Promise.all(announcers.map(({ follow }) => follow(signal)))
    },
    get openSockets() {
      return announcers.reduce((sum, { connected }) => sum + connected, 0)
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
    ...connectionEndpoints(deps),
    ...projectEndpoints(deps),
    ...projectListEndpoints(deps),
    ...statisticsEndpoints(deps),
    ...runEndpoints(deps),
    ...deploymentEndpoints(deps),
    ...webhookEndpoints(deps),
    ...webhookEventEndpoints(deps),
    ...preferenceEndpoints(deps),
    ...sessionEndpoints(deps),
    ...tokenEndpoints(deps),
    ...userEndpoints(deps),
    ...administrationEndpoints(deps),
    ...operationsEndpoints(deps),
    ...documentEndpoints(() => openApiDocument(endpoints, deps.operations.health().version), deps),
  ]
  return endpoints
}
