import type { Migration } from './migration.ts'

/** The first schema. Tables are prefixed by the room that owns them. Times are epoch milliseconds. */
export const bones: Migration = {
  id: 1,
  name: 'bones',
  script: ({ id }) => [
    `create table journal_sequence (
      one integer primary key check (one = 1),
      value bigint not null,
      journal_floor bigint not null,
      ledger_floor bigint not null
    )`,
    `insert into journal_sequence values (1, 0, 0, 0)`,
    `create table journal_entries (
      seq bigint primary key, at bigint not null, type text not null, data text not null
    )`,
    `create index journal_entries_at on journal_entries (at)`,
    `create table journal_changes (
      kind text not null, id bigint not null, seq bigint not null, deleted integer not null,
      at bigint not null, primary key (kind, id)
    )`,
    `create unique index journal_changes_seq on journal_changes (seq)`,

    `create table services (
      id ${id}, name text not null, owned_by text unique, rev integer not null,
      created_at bigint not null, updated_at bigint not null
    )`,

    `create table checks (
      id ${id}, service_id bigint not null references services (id) on delete cascade,
      type text not null, target text not null, interval_ms bigint not null, timeout_ms bigint,
      failures_to_down integer not null, successes_to_up integer not null, degraded_above_ms integer,
      config text not null, paused integer not null, rev integer not null
    )`,
    `create index checks_service on checks (service_id)`,
    `create table checks_states (
      check_id bigint primary key references checks (id) on delete cascade,
      service_id bigint not null, verdict text not null, reason text not null, since bigint not null,
      failures integer not null, successes integer not null, definite text, last_slot bigint,
      last_result_slot bigint, last_checked_at bigint, response_ms double precision,
      recent text not null, outcomes bigint not null,
      next_slot bigint, claim_at bigint, pending_slot bigint, lease_until bigint
    )`,
    `create index checks_states_service on checks_states (service_id)`,
    `create index checks_states_claim on checks_states (claim_at)`,
    `create index checks_states_lease on checks_states (lease_until) where pending_slot is not null`,
    `create table checks_service_states (
      service_id bigint primary key references services (id) on delete cascade,
      status text not null, since bigint not null, definite text
    )`,
    `create table checks_clock (one integer primary key check (one = 1), high_water bigint not null)`,
    `insert into checks_clock values (1, 0)`,
    // Checks that are gone, whose outcomes go in small portions later (retention.ts).
    `create table checks_removed (check_id bigint primary key)`,
    `create table checks_outcomes (
      id ${id}, check_id bigint not null, slot bigint not null, slots integer not null,
      status text not null, reason text not null, message text not null,
      dns_ms double precision, connect_ms double precision, tls_ms double precision,
      first_byte_ms double precision, total_ms double precision, checked_at bigint not null
    )`,
    `create unique index checks_outcomes_slot on checks_outcomes (check_id, slot)`,

    `create table identity_users (
      id ${id}, email text not null unique, password_hash text not null, role text not null,
      disabled integer not null, created_at bigint not null, rev integer not null
    )`,
    `create table identity_owner (one integer primary key check (one = 1), user_id bigint not null)`,
    `create table identity_sessions (
      id ${id}, user_id bigint not null references identity_users (id) on delete cascade,
      kind text not null, secret_hash text unique, created_at bigint not null, expires_at bigint not null
    )`,
    `create index identity_sessions_user on identity_sessions (user_id)`,
    `create table identity_tokens (
      id ${id}, user_id bigint not null references identity_users (id) on delete cascade,
      name text not null, prefix text not null, hash text not null unique, role text not null,
      created_at bigint not null, expires_at bigint
    )`,
    `create index identity_tokens_user on identity_tokens (user_id)`,
    `create table identity_invitations (
      hash text primary key, role text not null, expires_at bigint not null
    )`,
    `create table identity_audit (
      id ${id}, at bigint not null, actor text not null, action text not null,
      subject text not null, detail text not null, request_id text
    )`,
    `create table services_idempotency (
      actor text not null, key text not null, fingerprint text not null,
      service_id bigint not null, at bigint not null, primary key (actor, key)
    )`,
  ],
  postgresOnly: [
    `create function pharos_now() returns bigint language sql volatile as
      'select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)'`,
    // The case of every script where ICU is there, else what the database's locale knows.
    `do $do$ begin
      execute 'create function pharos_lower(text) returns text language sql immutable as
        $$select lower($1 collate "und-x-icu")$$';
    exception when undefined_object then
      execute 'create function pharos_lower(text) returns text language sql immutable as
        $$select lower($1)$$';
    end $do$`,
    `create function pharos_notify() returns trigger language plpgsql as
      'begin perform pg_notify(''pharos'', ''''); return null; end'`,
    `create trigger journal_sequence_notify after update on journal_sequence
      for each statement execute function pharos_notify()`,
  ],
}
