import type { EpochMs, SessionId, UserId } from '../../../../kernel/index.ts'
import type { Deed, Held, NewSession, Session } from '../../../../modules/identity/index.ts'
import { audit } from '../journal/audit.ts'
import { all, chunks, marks, maybe, one, run, type Tx, type Value } from '../statement.ts'
import {
  type AccountRow,
  accountColumns,
  type SessionRow,
  sessionColumns,
  toAccount,
  toSession,
} from './rows.ts'

export function* openSession(session: NewSession, deed: Deed): Tx<SessionId> {
  const { id } = yield* one<{ id: number }>(
    `insert into identity_sessions
      (user_id, kind, secret_hash, created_at, expires_at, address, agent)
      values (?, ?, ?, ?, ?, ?, ?) returning id`,
    session.userId,
    session.kind,
    session.secretHash,
    session.createdAt,
    session.expiresAt,
    session.address,
    session.agent,
  )
  const detail = { kind: session.kind, address: session.address }
  yield* audit({ ...deed, action: 'login.succeeded', subject: `user ${session.userId}`, detail })
  return id as SessionId
}

export function* findSession(where: string, key: Value): Tx<Held<Session> | null> {
  const row = yield* maybe<SessionRow & AccountRow>(
    `select ${sessionColumns}, ${accountColumns} from identity_sessions s
      join identity_users u on u.id = s.user_id where ${where}`,
    key,
  )
  return row === null ? null : { credential: toSession(row), account: toAccount(row) }
}

export function* listSessions(userId: UserId, now: EpochMs, most: number): Tx<readonly Session[]> {
  const rows = yield* all<SessionRow>(
    `select ${sessionColumns}, s.user_id from identity_sessions s
      where s.user_id = ? and s.expires_at > ? order by s.id desc limit ?`,
    userId,
    now,
    most,
  )
  return rows.map(toSession)
}

export function* countSessions(
  userIds: readonly UserId[],
  now: EpochMs,
): Tx<ReadonlyMap<UserId, number>> {
  const counts = new Map<UserId, number>()
  for (const ids of chunks(userIds)) {
    const rows = yield* all<{ user_id: number; sessions: number }>(
      `select user_id, count(*) as sessions from identity_sessions
        where user_id in (${marks(ids.length)}) and expires_at > ? group by user_id`,
      ...ids,
      now,
    )
    for (const { user_id, sessions } of rows) counts.set(user_id as UserId, sessions)
  }
  return counts
}

export function* endSession(id: SessionId, deed: Deed): Tx<void> {
  yield* run('delete from identity_sessions where id = ?', id)
  yield* ended(id, deed)
}

export function* endSessionOf(userId: UserId, id: SessionId, deed: Deed): Tx<boolean> {
  const gone = yield* maybe(
    'delete from identity_sessions where id = ? and user_id = ? returning id',
    id,
    userId,
  )
  if (gone === null) return false
  yield* ended(id, deed, { user: userId })
  return true
}

export function* endSessionsOf(userId: UserId, except: SessionId | null, deed: Deed): Tx<number> {
  const gone = yield* all<{ id: number }>(
    'delete from identity_sessions where user_id = ? and id <> ? returning id',
    userId,
    except ?? 0,
  )
  if (gone.length > 0) {
    const detail = { sessions: gone.length, kept: except }
    yield* audit({ ...deed, action: 'session.ended', subject: `user ${userId}`, detail })
  }
  return gone.length
}

const ended = (id: SessionId, deed: Deed, detail = {}): Tx<void> =>
  audit({ ...deed, action: 'session.ended', subject: `session ${id}`, detail })
