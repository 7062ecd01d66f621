import type { DatabaseSync } from 'node:sqlite'
import type { EpochMs } from '../../../../kernel/index.ts'
import type { Manifest } from './manifest.ts'
import { sequencesOf, setSequence } from './tables.ts'

/** What the database that a restored copy takes the place of has handed out. */
export type Present = {
  /** The last position of journal and ledger. */
  readonly position: number
  /** The highest id of each table. */
  readonly ids: ReadonlyMap<string, number>
  /** Sessions that are open, by `sessionKey`. */
  readonly sessions: ReadonlySet<string>
}

export const sessionKey = (id: unknown, createdAt: unknown): string => `${id} ${createdAt}`

/** What there is of `Present` in a SQLite database; throws where it is none of ours. */
export function presentOf(database: DatabaseSync): Present {
  const row = database.prepare('select value from journal_sequence where one = 1').get()
  const sessions = database.prepare('select id, created_at from identity_sessions').all()
  return {
    position: Number(row?.value ?? 0),
    ids: sequencesOf(database),
    sessions: new Set(sessions.map(({ id, created_at }) => sessionKey(id, created_at))),
  }
}

export type Renewal = {
  /** `null` where there was no database, or one that cannot be read. */
  readonly present: Present | null
  readonly manifest: Manifest
  readonly now: EpochMs
  readonly armed: boolean
}

/** More than anybody's position, version or id can be ahead of a backup. */
const leap = { position: 1_000_000, version: 100_000 }

/**
 * Makes a copy of the past fit to go on from. Pages and programs may remember positions, versions and
 * ids from the time that is undone; none of them may mean something else from now on (docs/adr/0015).
 */
export function renew(copy: DatabaseSync, { present, manifest, now, armed }: Renewal): void {
  copy.exec('begin')
  const own = copy.prepare('select value from journal_sequence where one = 1').get()
  const position = Math.max(Number(own?.value ?? 0), present?.position ?? 0) + leap.position
  copy
    .prepare('update journal_sequence set value = ?, journal_floor = ?, ledger_floor = ?')
    .run(position, position, position)
  copy.prepare('update services set rev = rev + ?').run(leap.version)
  copy.prepare('update identity_users set rev = rev + ?').run(leap.version)
  copy.prepare('update alerts_channels set rev = rev + ?').run(leap.version)
  copy.prepare('update identity_preferences set rev = rev + ?').run(leap.version)
  copy.prepare('update pipelines_connections set rev = rev + ?').run(leap.version)
  // What somebody wanted of a platform then is nobody's wish now.
  copy.prepare('delete from pipelines_wants').run()
  copy.prepare('update pipelines_calendar set edition = edition + ?').run(leap.version)
  // A change is named by its number: none that receivers know already may be named so again.
  copy.prepare('update alerts_services set turns = turns + ?').run(leap.version)
  // A copy that may not send does not send later what is old news then either.
  if (!armed) {
    copy
      .prepare("update alerts_outbox set state = 'withheld', due_at = null where state = 'due'")
      .run()
  }
  keepIds(copy, present)
  endSessions(copy, present)
  copy
    .prepare('update app_state set armed = ?, restored_at = ?, restored_from_at = ?')
    .run(armed ? 1 : 0, now, manifest.madeAt)
  const detail = {
    made_at: new Date(manifest.madeAt).toISOString(),
    program: manifest.program,
    armed,
  }
  copy
    .prepare(
      `insert into identity_audit (at, actor, action, subject, detail)
        values (?, 'command line', 'database.restored', 'database', ?)`,
    )
    .run(now, JSON.stringify(detail))
  copy.exec('commit')
}

/** An id is never used twice: not that of something that was made after the backup either. */
function keepIds(copy: DatabaseSync, present: Present | null): void {
  const own = sequencesOf(copy)
  for (const [table, highest] of present?.ids ?? []) {
    if (highest > (own.get(table) ?? 0)) setSequence(copy, table, highest)
  }
}

/** Who has signed out since stays so: a session goes on only where the present database has it too. */
function endSessions(copy: DatabaseSync, present: Present | null): void {
  const remove = copy.prepare('delete from identity_sessions where id = ?')
  for (const { id, created_at } of copy
    .prepare('select id, created_at from identity_sessions')
    .all()) {
    if (present?.sessions.has(sessionKey(id, created_at)) !== true) remove.run(id ?? null)
  }
}
