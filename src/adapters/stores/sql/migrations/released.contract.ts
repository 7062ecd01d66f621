import type { Driver } from '../drivers/driver.ts'
import { run } from '../statement.ts'
import { migrate, migrations } from './migrate.ts'

const at = 1_800_000_000_000

/** Rows as a program of each released schema wrote them, by the first schema that has their columns. */
const written: Readonly<Record<number, readonly string[]>> = {
  1: [
    `insert into services (id, name, owned_by, rev, created_at, updated_at)
      values (1, 'shop', null, 3, ${at}, ${at}), (2, 'gone soon', null, 1, ${at}, ${at}),
        (3, 'from a file', 'file:from a file', 1, ${at}, ${at})`,
    `insert into checks (id, service_id, type, target, interval_ms, timeout_ms, failures_to_down,
        successes_to_up, degraded_above_ms, config, paused, rev)
      values (1, 1, 'http', 'https://shop.example/health', 60000, null, 2, 1, null, '{}', 1, 1),
        (2, 2, 'tcp', 'tcp://127.0.0.1:9', 60000, 5000, 2, 1, 250, '{}', 1, 1),
        (3, 3, 'http', 'https://file.example/', 60000, null, 2, 1, null, '{"method":"HEAD"}', 1, 1)`,
    `insert into checks_states (check_id, service_id, verdict, reason, since, failures, successes,
        definite, last_slot, recent, outcomes)
      values (1, 1, 'up', 'ok', ${at}, 0, 5, 'up', ${at}, 'uuuuu', 2),
        (2, 2, 'down', 'timeout', ${at}, 4, 0, 'down', ${at}, 'dddd', 0),
        (3, 3, 'unknown', 'ok', ${at}, 0, 0, null, null, '', 0)`,
    `insert into checks_service_states (service_id, status, since, definite)
      values (1, 'paused', ${at}, 'up'), (2, 'paused', ${at}, 'down'), (3, 'paused', ${at}, null)`,
    `insert into checks_outcomes (id, check_id, slot, slots, status, reason, message, total_ms, checked_at)
      values (1, 1, ${at - 60_000}, 1, 'up', 'ok', 'answered 200', 12.25, ${at - 60_000}),
        (2, 1, ${at}, 1, 'missed', 'stopped', '', null, ${at})`,
    `insert into journal_entries (seq, at, type, data)
      values (1, ${at}, 'service.created', '{"type":"service.created","serviceId":1,"name":"shop"}')`,
    `insert into journal_changes (kind, id, seq, deleted, at)
      values ('service', 1, 2, 0, ${at}), ('service', 9, 3, 1, ${at})`,
    'update journal_sequence set value = 3',
    `insert into identity_users (id, email, password_hash, role, disabled, created_at, rev)
      values (1, 'ann@example.com', 'hash', 'admin', 0, ${at}, 1)`,
    'insert into identity_owner (one, user_id) values (1, 1)',
    `insert into identity_sessions (id, user_id, kind, secret_hash, created_at, expires_at)
      values (1, 1, 'cookie', 'secret hash', ${at}, ${at * 2})`,
    `insert into identity_tokens (id, user_id, name, prefix, hash, role, created_at, expires_at)
      values (1, 1, 'ci', 'phr_a', 'token hash', 'viewer', ${at}, null)`,
    `insert into identity_invitations (hash, role, expires_at) values ('i', 'editor', ${at * 2})`,
    `insert into identity_audit (id, at, actor, action, subject, detail)
      values (1, ${at}, 'ann@example.com', 'user.registered', 'user 1', '{}')`,
    `insert into services_idempotency (actor, key, fingerprint, service_id, at)
      values ('ann', 'k', 'f', 1, ${at})`,
  ],
  2: [
    `update services set tags = '["shop","eu"]' where id = 1`,
    `update checks_outcomes set evidence = '{"status":200}' where id = 1`,
    `update journal_entries set service_id = 1`,
    `update identity_sessions set address = '203.0.113.7', agent = 'a browser'`,
  ],
  3: [`update app_state set armed = 0, restored_at = ${at}, restored_from_at = ${at - 1}`],
  4: [],
  5: [],
  6: [],
  7: [],
}

const counted = [
  'services',
  'checks',
  'checks_outcomes',
  'identity_users',
  'identity_sessions',
  'identity_tokens',
  'identity_audit',
]

/** Makes an empty database what a program of that schema left behind. */
export async function leaveAt(driver: Driver, schema: number): Promise<void> {
  await migrate(driver, migrations.slice(0, schema))
  await driver.write(function* () {
    for (let id = 1; id <= schema; id++) {
      for (const text of written[id] ?? []) yield* run(text)
    }
    // Generated keys go on after those that were given, as they would have.
    if (driver.dialect === 'sqlite') return
    for (const table of counted) {
      yield* run(
        `select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`,
      )
    }
  })
}

/** Every schema that a program was released with. A new migration needs its rows above. */
export const releasedSchemas: readonly number[] = migrations.map(({ id }) => id)
export const hasRows = (schema: number): boolean => written[schema] !== undefined
