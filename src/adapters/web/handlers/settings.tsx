import type { HttpContext, WebRoute } from '../http.ts'
import { sendPage } from '../page.tsx'
import { SettingsPage } from '../pages/settings.tsx'
import { paths } from '../paths.ts'
import type { Site } from '../site.ts'
import { privately } from './common.ts'

/** The program and its configuration, for admins. */
export function settingsRoutes(site: Site): WebRoute[] {
  return [{ method: 'GET', path: paths.settings, access: 'admin', handler: (c) => ask(c, site) }]
}

const ask = async (c: HttpContext, site: Site): Promise<Response> =>
  sendPage(c, site, {
    title: 'Settings',
    headers: privately,
    content: <SettingsPage about={await site.program.about()} />,
  })
