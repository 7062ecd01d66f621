import type { UserId } from '../../../../kernel/index.ts'
import type {
  Deed,
  NotificationChoices,
  Preferences,
  SavedPreferences,
  StoredPreferences,
} from '../../../../modules/identity/index.ts'
import {
  type SubscriptionRow,
  saveChoices,
  subscriptionColumns,
  toChoices,
} from '../alerts/subscriptions.ts'
import { audit } from '../journal/audit.ts'
import { maybe, type Tx } from '../statement.ts'

/** The document of `identity_preferences`: all but what the alerts room has in a table of its own. */
type Document = Omit<Preferences, 'notifications'>

type PreferencesRow = SubscriptionRow & { data: string; rev: number; updated_at: number }

export function* findPreferences(userId: UserId): Tx<StoredPreferences | null> {
  const row = yield* maybe<PreferencesRow>(
    `select p.data, p.rev, p.updated_at, ${subscriptionColumns} from identity_preferences p
      join alerts_subscriptions s on s.user_id = p.user_id where p.user_id = ?`,
    userId,
  )
  if (row === null) return null
  const document = JSON.parse(row.data) as Document
  const preferences = { ...document, notifications: toChoices(row) }
  return { preferences, rev: row.rev, updatedAt: row.updated_at }
}

type Change = { readonly preferences: Preferences; readonly expectedRev: number }

export function* savePreferences(userId: UserId, change: Change, deed: Deed): Tx<SavedPreferences> {
  const { notifications } = change.preferences
  const user = yield* maybe(
    'select id from identity_users where id = ? /*pg for key share*/',
    userId,
  )
  if (user === null) return { kind: 'absent' }
  if (!(yield* isChannel(notifications.channelId))) return { kind: 'no_channel' }
  const before = yield* findPreferences(userId)
  const rev = yield* write(userId, change, deed)
  if (rev === null) {
    const present = yield* findPreferences(userId)
    return { kind: 'stale', rev: present?.rev ?? 0 }
  }
  yield* saveChoices(userId, notifications)
  if (!isSame(notifications, before?.preferences.notifications)) {
    const { names: _names, ...detail } = notifications
    yield* audit({
      ...deed,
      action: 'user.notifications_changed',
      subject: `user ${userId}`,
      detail,
    })
  }
  const preferences = change.preferences
  return { kind: 'saved', stored: { preferences, rev, updatedAt: deed.at } }
}

function* isChannel(id: NotificationChoices['channelId']): Tx<boolean> {
  if (id === null) return true
  const channel = yield* maybe(
    'select id from alerts_channels where id = ? /*pg for key share*/',
    id,
  )
  return channel !== null
}

/** @returns the new version; `null` when the present one is not the one that was expected. */
function* write(
  userId: UserId,
  { preferences, expectedRev }: Change,
  { at }: Deed,
): Tx<number | null> {
  const { notifications: _notifications, ...document } = preferences
  const data = JSON.stringify(document satisfies Document)
  const saved =
    expectedRev === 0
      ? yield* maybe<{ rev: number }>(
          `insert into identity_preferences (user_id, data, rev, updated_at) values (?, ?, 1, ?)
            on conflict (user_id) do nothing returning rev`,
          userId,
          data,
          at,
        )
      : yield* maybe<{ rev: number }>(
          `update identity_preferences set data = ?, rev = rev + 1, updated_at = ?
            where user_id = ? and rev = ? returning rev`,
          data,
          at,
          userId,
          expectedRev,
        )
  return saved?.rev ?? null
}

/** `undefined`: nobody was told of anything before. */
const isSame = (now: NotificationChoices, before: NotificationChoices | undefined): boolean =>
  before === undefined
    ? now.channelId === null
    : JSON.stringify(orderOf(now)) === JSON.stringify(orderOf(before))

const orderOf = (of: NotificationChoices) => [
  of.channelId,
  of.broken,
  of.fixed,
  of.mineOnly,
  of.names,
  of.projects,
]
