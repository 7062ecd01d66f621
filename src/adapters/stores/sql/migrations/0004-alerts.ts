import type { Migration } from './migration.ts'

/** Channels, what was told of each service, the outbox and its attempts. */
export const alerts: Migration = {
  id: 4,
  name: 'alerts',
  script: ({ id }) => [
    `create table alerts_channels (
      id ${id}, name text not null, type text not null, config text not null, tags text not null,
      enabled integer not null, rev integer not null, created_at bigint not null,
      updated_at bigint not null,
      failures integer not null default 0, paused_until bigint, dead_told_at bigint
    )`,
    // What happened before there were channels is told to nobody.
    'create table alerts_cursor (one integer primary key check (one = 1), seq bigint not null)',
    'insert into alerts_cursor select 1, value from journal_sequence where one = 1',
    `create table alerts_services (
      service_id bigint primary key, told text, since bigint, unsettled integer not null,
      turns integer not null
    )`,
    `create index alerts_services_unsettled on alerts_services (service_id) where unsettled = 1`,
    // A service that was told of before is remembered as it was, so that an upgrade tells nobody.
    `insert into alerts_services
      select service_id, case when status in ('up', 'degraded', 'down') then status else definite end,
        since, 0, 0 from checks_service_states`,
    `create table alerts_outbox (
      id ${id}, nid text not null unique, channel_id bigint not null
        references alerts_channels (id) on delete cascade,
      service_id bigint, kind text not null, notification text not null, state text not null,
      attempts integer not null, created_at bigint not null, due_at bigint, lease_until bigint,
      detail text, last_at bigint, gathered_in bigint
    )`,
    // In the order in which a service's messages are sent.
    `create index alerts_outbox_due on alerts_outbox (channel_id, service_id, id) where state = 'due'`,
    `create index alerts_outbox_next on alerts_outbox (channel_id, due_at) where state = 'due'`,
    `create index alerts_outbox_leased on alerts_outbox (channel_id, lease_until)
      where lease_until is not null`,
    // What a digest names, for as long as the digest is on its way.
    `create index alerts_outbox_gathered on alerts_outbox (gathered_in, service_id)
      where gathered_in is not null`,
    `create index alerts_outbox_held on alerts_outbox (channel_id, service_id, gathered_in)
      where gathered_in is not null`,
    'create index alerts_outbox_of on alerts_outbox (channel_id, id)',
    'create index alerts_outbox_lately on alerts_outbox (channel_id, last_at)',
    'create index alerts_outbox_done on alerts_outbox (last_at)',
    `create table alerts_attempts (
      id ${id}, outbox_id bigint not null references alerts_outbox (id) on delete cascade,
      at bigint not null, attempt integer not null, kind text not null, detail text not null
    )`,
    'create index alerts_attempts_of on alerts_attempts (outbox_id)',
  ],
}
