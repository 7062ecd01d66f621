import type { Migration } from './migration.ts'

/** How somebody likes it, and which channel is told of which pipelines for them. */
export const preferences: Migration = {
  id: 10,
  name: 'preferences',
  script: () => [
    `create table identity_preferences (
      user_id bigint primary key references identity_users (id) on delete cascade,
      data text not null, rev integer not null, updated_at bigint not null
    )`,
    // A channel that goes takes nothing of the other choices with it.
    `create table alerts_subscriptions (
      user_id bigint primary key references identity_users (id) on delete cascade,
      channel_id bigint references alerts_channels (id) on delete set null,
      broken integer not null, fixed integer not null, mine_only integer not null,
      names text not null, projects text not null
    )`,
    'create index alerts_subscriptions_channel on alerts_subscriptions (channel_id)',
  ],
}
