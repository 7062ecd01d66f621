import type { WebRoute } from '../http.ts'
import type { Site } from '../site.ts'
import { createAbilities } from './abilities.ts'
import { ciProjectRoutes } from './ci-project.tsx'
import { ciRunRoutes } from './ci-run.tsx'
import { ciStatsRoutes } from './ci-stats.tsx'
import { connectionRoutes } from './connection.tsx'
import { connectionEventRoutes } from './connection-events.tsx'
import { connectionsRoutes } from './connections.tsx'
import { deploymentRoutes } from './deployments.tsx'

/** Projects, runs, statistics, deployments, and the connections that they come from. */
export function ciDetailRoutes(site: Site): WebRoute[] {
  const abilities = createAbilities(site)
  return [
    // Before the routes with a parameter: `/ci/stats` is no project, `/connections/new` no connection.
    ...ciStatsRoutes(site),
    ...ciRunRoutes(site, abilities),
    ...ciProjectRoutes(site, abilities),
    ...deploymentRoutes(site),
    ...connectionsRoutes(site),
    ...connectionRoutes(site),
    ...connectionEventRoutes(site),
  ]
}
