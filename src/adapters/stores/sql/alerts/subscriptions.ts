import type { ChannelId, EpochMs, ProjectId, UserId } from '../../../../kernel/index.ts'
import type { RunChoices, Subscription } from '../../../../modules/alerts/index.ts'
import { all, flag, type Row, run, type Tx } from '../statement.ts'

export const subscriptionColumns =
  's.channel_id, s.broken, s.fixed, s.mine_only, s.names, s.projects'

export type SubscriptionRow = Row & {
  channel_id: number | null
  broken: number
  fixed: number
  mine_only: number
  names: string
  projects: string
}

export const toChoices = (row: SubscriptionRow): RunChoices => ({
  channelId: row.channel_id as ChannelId | null,
  broken: row.broken === 1,
  fixed: row.fixed === 1,
  mineOnly: row.mine_only === 1,
  names: JSON.parse(row.names) as string[],
  projects: row.projects as RunChoices['projects'],
})

export const saveChoices = (userId: UserId, choices: RunChoices): Tx<void> =>
  run(
    `insert into alerts_subscriptions (user_id, channel_id, broken, fixed, mine_only, names, projects)
      values (?, ?, ?, ?, ?, ?, ?) on conflict (user_id) do update set
        channel_id = excluded.channel_id, broken = excluded.broken, fixed = excluded.fixed,
        mine_only = excluded.mine_only, names = excluded.names, projects = excluded.projects`,
    userId,
    choices.channelId,
    flag(choices.broken),
    flag(choices.fixed),
    flag(choices.mineOnly),
    JSON.stringify(choices.names),
    choices.projects,
  )

/** A channel that somebody wants to be told by. */
export type Subscribed = {
  readonly id: ChannelId
  readonly createdAt: EpochMs
  readonly subscriptions: readonly Subscription[]
}

type SubscribedRow = SubscriptionRow & {
  channel_id: number
  user_id: number
  created_at: number
  data: string
}

/** Channels that are on, with the wishes of everybody whose account is. */
export function* subscribedChannels(): Tx<readonly Subscribed[]> {
  const rows = yield* all<SubscribedRow>(
    `select s.user_id, ${subscriptionColumns}, c.created_at, p.data from alerts_subscriptions s
      join alerts_channels c on c.id = s.channel_id and c.enabled = 1
      join identity_users u on u.id = s.user_id and u.disabled = 0
      join identity_preferences p on p.user_id = s.user_id
      where s.broken = 1 or s.fixed = 1 order by s.channel_id, s.user_id`,
  )
  return [...Map.groupBy(rows, ({ channel_id }) => channel_id)].map(([id, of]) => ({
    id: id as ChannelId,
    createdAt: of[0]?.created_at ?? 0,
    subscriptions: of.map(toSubscription),
  }))
}

type Lists = { readonly watched: readonly ProjectId[]; readonly hidden: readonly ProjectId[] }

function toSubscription(row: SubscribedRow): Subscription {
  const { watched, hidden } = JSON.parse(row.data) as Lists
  return {
    ...toChoices(row),
    userId: row.user_id as UserId,
    channelId: row.channel_id as ChannelId,
    watched: new Set(watched),
    hidden: new Set(hidden),
  }
}
