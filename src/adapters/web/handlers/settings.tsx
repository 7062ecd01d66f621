import type { HttpContext, WebRoute } from '../http.ts'
import { sendPage } from '../page.tsx'
import { SettingsPage } from '../pages/settings.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { actorOf, doneOf, privately } from './common.ts'

/** The program and its configuration, for admins. */
export function settingsRoutes(site: Site): WebRoute[] {
  const admin = { access: 'admin' } as const
  return [
    { ...admin, method: 'GET', path: paths.settings, handler: (c) => ask(c, site) },
    { ...admin, method: 'POST', path: paths.arm, handler: (c) => arm(c, site) },
  ]
}

const dones = { armed: 'This copy is armed: it sends what it has to send.' }

const ask = async (c: HttpContext, site: Site): Promise<Response> =>
  sendPage(c, site, {
    title: 'Settings',
    headers: privately,
    content: <SettingsPage about={await site.program.about()} done={doneOf(c, dones)} />,
  })

async function arm(c: HttpContext, site: Site): Promise<Response> {
  await site.program.arm(actorOf(c))
  return seeOther(`${paths.settings}?done=armed`)
}
