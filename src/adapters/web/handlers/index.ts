/** Every address of the web interface, and what answers there. */
import { assetRoutes } from '../assets/index.ts'
import type { WebRoute } from '../http.ts'
import type { Site } from '../site.ts'
import { accountRoutes } from './account.tsx'
import { boardRoutes } from './board.tsx'
import { entryRoutes } from './entry.tsx'
import { serviceFormRoutes } from './service-form.tsx'
import { serviceRoutes } from './services.tsx'
import { streamRoutes } from './stream.ts'

export const webRoutes = (site: Site): WebRoute[] => [
  ...assetRoutes(site.assets),
  ...boardRoutes(site),
  // Before the routes with a parameter: `/services/new` is no service.
  ...serviceFormRoutes(site),
  ...serviceRoutes(site),
  ...accountRoutes(site),
  ...entryRoutes(site),
  ...streamRoutes(site),
]
