import type { HttpContext, WebRoute } from '../http.ts'
import { sendPage } from '../page.tsx'
import { AuditPage, auditAt } from '../pages/audit.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { pageOf, privately } from './common.ts'

/** Who did what, for admins. */
export function auditRoutes(site: Site): WebRoute[] {
  return [{ method: 'GET', path: paths.audit, access: 'admin', handler: (c) => ask(c, site) }]
}

const pageSize = 50

/** Longer than any name of an actor or an action. */
const longest = 320

async function ask(c: HttpContext, site: Site): Promise<Response> {
  const asked = (name: string) => (c.req.query(name) ?? '').trim().slice(0, longest)
  const filter = { actor: asked('actor'), action: asked('action') }
  const page = pageOf(c.req.query('page'))
  const entries = await site.identity.accounts.audit({ page, limit: pageSize, ...filter })
  const last = Math.max(1, Math.ceil(entries.total / pageSize))
  if (page > last) return seeOther(auditAt(filter, last))
  return sendPage(c, site, {
    title: 'Audit log',
    headers: privately,
    content: <AuditPage entries={entries} filter={filter} />,
  })
}
