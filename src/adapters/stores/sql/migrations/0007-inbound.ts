import type { Migration } from './migration.ts'

/** Heartbeats that others send. */
export const inbound: Migration = {
  id: 7,
  name: 'inbound',
  script: ({ id }) => [
    `create table heartbeats_states (
      check_id bigint primary key references checks (id) on delete cascade,
      last_at bigint not null, last_success_at bigint, last_failure_at bigint, exit_code integer,
      failed integer not null, started_at bigint, duration_ms bigint
    )`,
    `create table heartbeats_pings (
      id ${id}, check_id bigint not null references checks (id) on delete cascade,
      at bigint not null, kind text not null, exit_code integer, duration_ms bigint,
      body text not null, key text
    )`,
    `create index heartbeats_pings_check on heartbeats_pings (check_id, id)`,
    `create unique index heartbeats_pings_key on heartbeats_pings (check_id, key)
      where key is not null`,
    // A signal finds its check by the digest in its target.
    `create index checks_heartbeats on checks (target) where type = 'heartbeat'`,
  ],
}
