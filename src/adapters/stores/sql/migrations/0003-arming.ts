import type { Migration } from './migration.ts'

/** Whether this copy of the data may send anything outward: one that was restored may not, until it is armed. */
export const arming: Migration = {
  id: 3,
  name: 'arming',
  script: () => [
    `create table app_state (
      one integer primary key check (one = 1), armed integer not null,
      restored_at bigint, restored_from_at bigint
    )`,
    `insert into app_state values (1, 1, null, null)`,
  ],
}
