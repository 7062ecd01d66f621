import type { Migration } from './migration.ts'

/**
 * A claim looks at what waits, and never at all that a channel was sent in a month. A database of
 * SQLite that has no statistics yet prefers any whole index on the channel to a partial one of what
 * waits, so the state is a column of it.
 */
export const outbox: Migration = {
  id: 8,
  name: 'outbox',
  script: () => [
    'drop index alerts_outbox_next',
    'create index alerts_outbox_next on alerts_outbox (channel_id, state, due_at)',
    'drop index alerts_outbox_lately',
    `create index alerts_outbox_lately on alerts_outbox (channel_id, last_at)
      where state = 'delivered'`,
  ],
}
