/** Every address of the web interface, and what answers there. */
import { assetRoutes } from '../assets/index.ts'
import type { WebRoute } from '../http.ts'
import type { Site } from '../site.ts'
import { statusRoutes } from '../status/index.ts'
import { accountRoutes } from './account.tsx'
import { auditRoutes } from './audit.tsx'
import { boardRoutes } from './board.tsx'
import { bulkRoutes } from './bulk.tsx'
import { channelRoutes } from './channels.tsx'
import { ciRoutes } from './ci.tsx'
import { ciDetailRoutes } from './ci-detail.ts'
import { createCiPanels } from './ci-panels.tsx'
import { entryRoutes } from './entry.tsx'
import { invitationRoutes } from './invitation.tsx'
import { maintenanceRoutes } from './maintenance.tsx'
import { pasteRoutes } from './paste.tsx'
import { preferenceRoutes } from './preferences.ts'
import { searchRoutes } from './search.tsx'
import { serviceFormRoutes } from './service-form.tsx'
import { serviceRoutes } from './services.tsx'
import { sessionRoutes } from './sessions.tsx'
import { settingsRoutes } from './settings.tsx'
import { streamRoutes } from './stream.ts'
import { syncRoutes } from './sync.ts'
import { tryRoutes } from './try.tsx'
import { userRoutes } from './user.tsx'
import { usersRoutes } from './users.tsx'

export function webRoutes(site: Site): WebRoute[] {
  const ci = createCiPanels(site)
  return [
    ...assetRoutes(site.assets),
    ...boardRoutes(site, ci),
    // `/ci/wall` is no project.
    ...ciRoutes(site, ci),
    ...ciDetailRoutes(site),
    // Before the routes with a parameter: `/services/new` and `/services/bulk` are no services.
    ...bulkRoutes(site),
    ...tryRoutes(site),
    ...pasteRoutes(site),
    ...serviceFormRoutes(site),
    ...serviceRoutes(site),
    ...accountRoutes(site),
    ...auditRoutes(site),
    ...channelRoutes(site),
    ...invitationRoutes(site),
    ...maintenanceRoutes(site),
    ...preferenceRoutes(site),
    ...sessionRoutes(site),
    ...settingsRoutes(site),
    ...userRoutes(site),
    ...usersRoutes(site),
    ...entryRoutes(site),
    ...searchRoutes(site),
    ...streamRoutes(site),
    ...syncRoutes(site),
    ...(site.status === null ? [] : statusRoutes(site.status.page, site.status.dress)),
  ]
}
