import type { Migration } from './migration.ts'

/** Maintenance, dependencies, and what a check remembers of its doubts. */
export const judging: Migration = {
  id: 5,
  name: 'judging',
  script: () => [],
}
