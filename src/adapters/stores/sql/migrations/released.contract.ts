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
  4: [
    `insert into alerts_channels (id, name, type, config, tags, enabled, rev, created_at, updated_at)
      values (1, 'night watch', 'webhook', '{"url":"https://hooks.example/n"}', '["shop"]', 1, 1, ${at}, ${at})`,
    `insert into alerts_outbox (id, nid, channel_id, service_id, kind, notification, state, attempts,
        created_at, due_at)
      values (1, 'n1', 1, 1, 'test', '{"kind":"test","id":"n1","at":${at},"by":"ann"}', 'due', 0, ${at}, ${at})`,
    `insert into alerts_attempts (id, outbox_id, at, attempt, kind, detail)
      values (1, 1, ${at}, 1, 'failed', 'answered 503')`,
  ],
  5: [
    'update checks set retries = 2, flapping_after = 5 where id = 1',
    'update checks_outcomes set maintenance = 1 where id = 2',
    `insert into checks_maintenance (id, name, plan, scope, ends_when_green, next_at, active_from,
        active_until, rev, created_at, updated_at)
      values (1, 'deploy', '{"kind":"once","from":${at},"to":${at + 600_000}}',
        '{"services":[1],"tags":[],"all":false}', 1, ${at + 600_000}, ${at}, ${at + 600_000}, 1, ${at}, ${at})`,
    `insert into checks_maintained (maintenance_id, service_id, starts_at, ends_at, open)
      values (1, 1, ${at}, ${at + 600_000}, 1)`,
    'insert into services_dependencies (service_id, depends_on) values (1, 3)',
  ],
  6: [
    `insert into checks_rollups
      values (1, 60000, ${at - 60_000}, 1, 0, 0, 0, 0, 60000, 0, 0, 0, 12.25,
        0, 1, ${Array(10).fill(0).join(', ')}, 12.25, 12.25)`,
    `insert into checks_gaps values (1, ${at - 9_000_000}, 100, 60000, 3600000, 0)`,
    'update checks_unfolded set up_to = 2',
  ],
  7: [
    `insert into heartbeats_states (check_id, last_at, last_success_at, last_failure_at, exit_code,
        failed, started_at, duration_ms)
      values (1, ${at}, ${at - 60_000}, ${at}, 3, 1, null, 1500)`,
    `insert into heartbeats_pings (id, check_id, at, kind, exit_code, duration_ms, body, key)
      values (1, 1, ${at - 60_000}, 'success', null, null, '', null),
        (2, 1, ${at}, 'fail', 3, 1500, 'disk full', 'run 7')`,
  ],
  8: [
    `insert into alerts_outbox (id, nid, channel_id, service_id, kind, notification, state, attempts,
        created_at, last_at)
      values (2, 'n2', 1, 1, 'test', '{"kind":"test","id":"n2","at":${at},"by":"ann"}', 'delivered', 1,
        ${at}, ${at})`,
  ],
  9: [
    `insert into pipelines_connections (id, name, platform, config, enabled, owned, rev, created_at,
        updated_at, listed_at, refreshed_at, trouble, calls, quota, platform_user)
      values (1, 'ours', 'github', '{"url":"https://api.github.com"}', 1, 0, 2, ${at}, ${at}, ${at},
        ${at}, null, '{"calls":1,"unchanged":0,"limited":0,"failed":0,"pausedUntil":null}', null, 'ann')`,
    `insert into pipelines_projects (id, connection_id, external_id, name, full_name, full_name_key,
        description, visibility, default_branch, archived, listed, seen_at, filled_at, status,
        latest_run_id, recent, active)
      values (1, 1, '100', 'shop', 'Acme/shop', 'acme/shop', null, 'private', 'main', 0, 1, ${at},
        ${at}, 'failed', 2, 'failed', 0)`,
    `insert into pipelines_runs (id, project_id, external_id, attempt, number, title, status,
        raw_status, branch, sha, author, message, cause, created_at, started_at, finished_at,
        duration_ms, queued_ms, source_time, partial, superseded, seen_at, day, jobs_at)
      values (1, 1, '5', 1, 7, 'ci', 'failed', 'completed/failure', 'main', 'a1', 'ann', 'mend', 'push',
          ${at}, ${at}, ${at + 60_000}, 60000, 0, ${at + 60_000}, 0, 1, ${at}, 20833, ${at}),
        (2, 1, '5', 2, 7, 'ci', 'failed', 'completed/failure', 'main', 'a1', 'ann', 'mend', 'push',
          ${at}, ${at}, ${at + 90_000}, 30000, 0, ${at + 90_000}, 0, 0, ${at}, 20833, null)`,
    `insert into pipelines_jobs (run_id, position, external_id, name, status, raw_status, allow_failure)
      values (1, 0, '9', 'test', 'failed', 'completed/failure', 0)`,
    `insert into pipelines_branches (project_id, name, sha, is_default, seen_at)
      values (1, 'main', 'a1', 1, ${at})`,
    `insert into pipelines_deployments (id, project_id, external_id, environment, status, raw_status,
        created_at, source_time, run)
      values (1, 1, '31', 'production', 'success', 'success', ${at}, ${at}, '5')`,
    `insert into pipelines_events (id, connection_id, delivery_id, type, received_at, headers, body,
        bytes, status, attempts, due_at)
      values (1, 1, 'd1', 'push', ${at}, '{}', 'H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==', 2, 'waiting', 0, ${at})`,
    `insert into pipelines_wants (id, connection_id, project_id, want, wanted_key, at)
      values (1, 1, 1, '{"kind":"refresh"}', '1/1/{"kind":"refresh"}', ${at})`,
    `insert into pipelines_snapshots (project_id, kind, value, fetched_at)
      values (1, 'issues', '[]', ${at})`,
    `insert into pipelines_rollups
      values ('d', 1, 20833, 0, 0, 1, 0, 0, 0, 1, 30000, 30000, 30000, '5:1', 1, 0, '0:1')`,
    'insert into pipelines_behind (project_id, day) values (1, 20833)',
    `update pipelines_calendar set time_zone = 'Europe/Berlin'`,
  ],
  10: [
    `insert into identity_preferences (user_id, data, rev, updated_at)
      values (1, '{"watched":[1],"hidden":[],"groups":[{"name":"till","projects":[1]}],"layout":{"groupBy":"owner","wall":{"projects":"watched","columns":4}},"theme":"dark","density":"compact","shortcuts":"off"}', 2, ${at})`,
    `insert into alerts_subscriptions (user_id, channel_id, broken, fixed, mine_only, names, projects)
      values (1, 1, 1, 0, 1, '["ann"]', 'watched')`,
  ],
}

/** Tables whose ids are generated, by the first schema that has them. */
const counted: Readonly<Record<number, readonly string[]>> = {
  1: [
    'services',
    'checks',
    'checks_outcomes',
    'identity_users',
    'identity_sessions',
    'identity_tokens',
    'identity_audit',
  ],
  4: ['alerts_channels', 'alerts_outbox', 'alerts_attempts'],
  5: ['checks_maintenance'],
  7: ['heartbeats_pings'],
  9: [
    'pipelines_connections',
    'pipelines_projects',
    'pipelines_runs',
    'pipelines_deployments',
    'pipelines_events',
    'pipelines_wants',
  ],
}

/** Makes an empty database what a program of that schema left behind. */
export async function leaveAt(driver: Driver, schema: number): Promise<void> {
  await migrate(driver, migrations.slice(0, schema))
  await driver.write(function* () {
    for (let id = 1; id <= schema; id++) {
      for (const text of written[id] ?? []) yield* run(text)
    }
    // Generated keys go on after those that were given, as they would have.
    if (driver.dialect === 'sqlite') return
    const tables = Object.entries(counted).flatMap(([id, names]) =>
      Number(id) <= schema ? names : [],
    )
    for (const table of tables) {
      yield* run(
        `select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`,
      )
    }
  })
}

/** Every schema that a program was released with. A new migration needs its rows above. */
export const releasedSchemas: readonly number[] = migrations.map(({ id }) => id)
export const hasRows = (schema: number): boolean => written[schema] !== undefined
