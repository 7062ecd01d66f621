import type { Database } from './database.ts'

/** As many rows more, so that whatever goes through them takes its time. */
export async function addRows(database: Database, count: number): Promise<void> {
  const numbers = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`
  await database.query(
    `insert into checks_outcomes (check_id, slot, slots, status, reason, message, checked_at)
      ${numbers} select 1, -i, 1, 'up', 'ok', 'answered 200 after a while', -i from n`,
  )
  await database.query(
    `insert into journal_entries (seq, at, type, data)
      ${numbers} select -i, 1800000000000, 'service.updated', '{"type":"service.updated"}' from n`,
  )
}

/** What the database itself says of its state; nothing where it is sound. */
export async function faultOf(database: Database): Promise<string | null> {
  // PostgreSQL looks after itself, and says no where it cannot.
  if (database.dialect === 'postgres') return null
  const [row] = await database.query('pragma integrity_check(1)')
  const said = String(Object.values(row ?? {})[0])
  return said === 'ok' ? null : said
}

export async function numberOf(database: Database, sql: string): Promise<number> {
  const [row] = await database.query(sql)
  return Number(Object.values(row ?? {})[0])
}
