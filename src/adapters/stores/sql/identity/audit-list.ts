import type { Page } from '../../../../kernel/index.ts'
import type { AuditEntry, AuditRequest } from '../../../../modules/identity/index.ts'
import { all, one, type Tx, type Value } from '../statement.ts'
import { type AuditRow, toAudit } from './rows.ts'

export function* listAudit(request: AuditRequest): Tx<Page<AuditEntry>> {
  const { page, limit } = request
  const { where, params } = filterOf(request)
  const { total } = yield* one<{ total: number }>(
    `select count(*) as total from identity_audit where ${where}`,
    ...params,
  )
  const rows = yield* all<AuditRow>(
    `select id, at, actor, action, subject, detail, request_id
      from identity_audit where ${where} order by id desc limit ? offset ?`,
    ...params,
    limit,
    (page - 1) * limit,
  )
  return { items: rows.map(toAudit), total, page, limit }
}

function filterOf({ actor, action }: AuditRequest): { where: string; params: Value[] } {
  const wheres = ['1 = 1']
  const params: Value[] = []
  if (actor !== undefined && actor !== null && actor !== '') {
    wheres.push("pharos_lower(actor) like ? escape '\\'")
    params.push(`%${actor.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`)
  }
  if (action !== undefined && action !== null && action !== '') {
    const prefix = `${action}.`
    // Not `like`: names of actions have underscores in them.
    wheres.push('(action = ? or substr(action, 1, length(cast(? as text))) = ?)')
    params.push(action, prefix, prefix)
  }
  return { where: wheres.join(' and '), params }
}
