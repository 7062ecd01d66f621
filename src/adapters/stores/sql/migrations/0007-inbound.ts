import type { Migration } from './migration.ts'

/** Heartbeats that others send. */
export const inbound: Migration = {
  id: 7,
  name: 'inbound',
  script: () => [],
}
