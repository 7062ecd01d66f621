import type { Migration } from './migration.ts'

/** Outcomes added up by the minute, the hour and the day. */
export const history: Migration = {
  id: 6,
  name: 'history',
  script: () => [],
}
