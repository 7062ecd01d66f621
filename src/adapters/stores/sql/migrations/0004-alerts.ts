import type { Migration } from './migration.ts'

/** Channels, what was announced of each service, the outbox and its deliveries. */
export const alerts: Migration = {
  id: 4,
  name: 'alerts',
  script: () => [],
}
