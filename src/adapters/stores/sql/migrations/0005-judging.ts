import type { Migration } from './migration.ts'

/** Maintenance, dependencies, and what a check remembers of its doubts. */
export const judging: Migration = {
  id: 5,
  name: 'judging',
  script: ({ id }) => [
    'alter table checks add column retries integer not null default 0',
    'alter table checks add column flapping_after integer',
    // Whether the slot lay in a maintenance: uptime leaves it out.
    'alter table checks_outcomes add column maintenance integer not null default 0',
    // `next_at` is when there is something to do: a period to begin or to end; null when it is over.
    `create table checks_maintenance (
      id ${id}, name text not null, plan text not null, scope text not null,
      ends_when_green integer not null, next_at bigint, active_from bigint, active_until bigint,
      covered_at bigint, over_at bigint, over_reason text,
      rev integer not null, created_at bigint not null, updated_at bigint not null
    )`,
    'create index checks_maintenance_next on checks_maintenance (next_at)',
    // What a period covers. Closed rows stay a while, for outcomes that are on their way.
    `create table checks_maintained (
      maintenance_id bigint not null references checks_maintenance (id) on delete cascade,
      service_id bigint not null references services (id) on delete cascade,
      starts_at bigint not null, ends_at bigint not null, open integer not null,
      primary key (service_id, maintenance_id)
    )`,
    'create index checks_maintained_of on checks_maintained (maintenance_id)',
    `create table services_dependencies (
      service_id bigint not null references services (id) on delete cascade,
      depends_on bigint not null references services (id) on delete cascade,
      primary key (service_id, depends_on)
    )`,
    'create index services_dependencies_on on services_dependencies (depends_on)',
  ],
}
