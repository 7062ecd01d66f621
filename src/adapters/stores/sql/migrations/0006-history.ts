import type { Migration } from './migration.ts'

/**
 * Outcomes added up by the minute, the hour and the day, with what was there before to be added
 * later, newest first (`checks/rollups-fill.ts`): a start does not wait for millions of rows.
 */
export const history: Migration = {
  id: 6,
  name: 'history',
  script: ({ clustered }) => [
    // `span_ms` is the length of a part, the bins are those of modules/checks/latency.ts.
    `create table checks_rollups (
      check_id bigint not null, span_ms bigint not null, start bigint not null,
      up integer not null, degraded integer not null, down integer not null,
      missed integer not null, maintenance integer not null,
      up_ms bigint not null, down_ms bigint not null, missed_ms bigint not null,
      maintenance_ms bigint not null, sum_ms double precision not null,
      ${Array.from({ length: 12 }, (_, bin) => `bin_${bin} integer not null`).join(', ')},
      min_ms double precision, max_ms double precision,
      primary key (check_id, span_ms, start)
    ) ${clustered}`,
    // Runs of missed slots that are too long to stand in each part that they touch.
    `create table checks_gaps (
      check_id bigint not null, slot bigint not null, slots bigint not null,
      interval_ms bigint not null, span_ms bigint not null, maintenance integer not null,
      primary key (check_id, slot)
    ) ${clustered}`,
    // Outcomes up to this id are not added up yet.
    `create table checks_unfolded (one integer primary key check (one = 1), up_to bigint not null)`,
    `insert into checks_unfolded select 1, coalesce(max(id), 0) from checks_outcomes`,
  ],
  // Room in each page for the newer versions of its rows, which the newest parts have many of.
  postgresOnly: ['alter table checks_rollups set (fillfactor = 80)'],
}
