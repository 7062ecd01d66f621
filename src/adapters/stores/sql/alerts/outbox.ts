import type { ChannelId, EpochMs } from '../../../../kernel/index.ts'
import type {
  Claimed,
  Notification,
  OutboxStore,
  Settled,
} from '../../../../modules/alerts/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all, maybe, one, type Row, run, type Tx } from '../statement.ts'
import { gather } from './digest.ts'
import { noticeOfDead } from './notice.ts'

/** A sender that is gone is believed to be at work for this long. An attempt ends within 30 s. */
const leaseMs = 40_000
/** Messages of one channel that are on their way at once. */
const atOncePerChannel = 4
/** While a receiver is away, no more messages than these are tried by turns; the others stay fresh. */
const triedAtMost = 5
/** A message that has waited longer is no news, and is shown as dead. */
const oldMs = 86_400_000

export const createOutboxStore = (driver: Driver): OutboxStore => ({
  async claim(at, limit) {
    const some = await driver.read(() => isDue(at))
    return some ? driver.write(() => claim(at, limit)) : []
  },
  settleAttempt: (settled) => driver.write(() => settle(settled)),
  figures: () => driver.read(figures),
})

const open = `c.enabled = 1 and (c.paused_until is null or c.paused_until <= ?)`
/** While its receiver is away, the pauses of the channel count instead of those of its messages. */
const ready = `o.state = 'due' and (o.due_at <= ? or c.failures > 0)
  and (o.lease_until is null or o.lease_until <= ?)`

/** Messages of a service before this one, by themselves or in a digest that is on its way. */
const before = (message: string, id: string): string => `(
  exists (select 1 from alerts_outbox b where b.channel_id = ${message}.channel_id
    and b.service_id = ${message}.service_id and b.state = 'due' and b.id < ${id})
  or exists (select 1 from alerts_outbox g where g.channel_id = ${message}.channel_id
    and g.service_id = ${message}.service_id and g.gathered_in < ${id}))`

/**
 * A message of a service waits for all before it, so that nobody hears that something is up before
 * they hear that it is down; a digest, for those of every service that it names. Else a message that
 * is refused again and again would hold up all the others.
 */
const first = `not ${before('o', 'o.id')} and (o.kind <> 'digest' or not exists (
    select 1 from alerts_outbox m where m.gathered_in = o.id and ${before('m', 'o.id')}))`

/** One after another where the last attempt failed: a receiver that comes back is not stormed. */
const hasPlace = `(select count(*) from alerts_outbox l
    where l.channel_id = c.id and l.lease_until > ?)
  < case when c.failures > 0 then 1 else ${atOncePerChannel} end`

/** Channels that a message can be claimed of now. */
const claimable = `${open} and ${hasPlace} and exists (
  select 1 from alerts_outbox o where o.channel_id = c.id and ${ready} and ${first})`
const claimableAt = (at: EpochMs): readonly EpochMs[] => [at, at, at, at]

/**
 * Whether something can be claimed now: exactly what a claim would find. Were it less exact, claims
 * that find nothing would follow each other, because each commit wakes whoever waits for one.
 */
function* isDue(at: EpochMs): Tx<boolean> {
  const row = yield* maybe(
    `select c.id from alerts_channels c join app_state a on a.armed = 1 where ${claimable} limit 1`,
    ...claimableAt(at),
  )
  return row !== null
}

type ChannelRow = Row & { id: number; type: string; config: string; failures: number }
type MessageRow = Row & {
  id: number
  attempts: number
  notification: string
  created_at: number
}

function* claim(at: EpochMs, limit: number): Tx<readonly Claimed[]> {
  const { armed } = yield* one<{ armed: number }>('select armed from app_state where one = 1')
  if (armed !== 1) return []
  const channels = yield* all<ChannelRow>(
    `select c.id, c.type, c.config, c.failures from alerts_channels c where ${claimable}
      order by c.id limit ? /*pg for update of c*/`,
    ...claimableAt(at),
    limit,
  )
  const claimed: Claimed[] = []
  for (const channel of channels) {
    yield* giveUpOld(channel.id, at)
    // What one digest would hold must not depend on one that is tried in vain.
    if (channel.failures === 0) yield* gather(channel.id as ChannelId, at)
    const { busy } = yield* one<{ busy: number }>(
      `select count(*) as busy from alerts_outbox
        where channel_id = ? and lease_until > ?`,
      channel.id,
      at,
    )
    const places = Math.min(
      channel.failures > 0 ? 1 - busy : atOncePerChannel - busy,
      limit - claimed.length,
    )
    if (places > 0) claimed.push(...(yield* take(channel, at, places)))
  }
  return claimed
}

function* giveUpOld(channelId: number, at: EpochMs): Tx<void> {
  const gone = yield* all<{ id: number }>(
    `update alerts_outbox set state = 'dead', due_at = null, last_at = ?,
        detail = 'waited for more than a day'
      where channel_id = ? and state = 'due' and created_at < ?
        and (lease_until is null or lease_until <= ?) returning id`,
    at,
    channelId,
    at - oldMs,
    at,
  )
  for (const { id } of gone) {
    yield* run('update alerts_outbox set gathered_in = null where gathered_in = ?', id)
  }
  if (gone.length > 0) yield* noticeOfDead(channelId as ChannelId, at)
}

/** While its receiver is away, those that were tried before come before fresh ones, which a digest can hold. */
function* freshLast({ id, failures }: ChannelRow): Tx<string> {
  if (failures === 0) return ''
  const { tried } = yield* one<{ tried: number }>(
    `select count(*) as tried from alerts_outbox
      where channel_id = ? and state = 'due' and attempts > 0`,
    id,
  )
  return tried < triedAtMost ? '' : 'case when o.attempts = 0 then 1 else 0 end,'
}

/** The first message of each service whose time has come. */
function* take(channel: ChannelRow, at: EpochMs, places: number): Tx<readonly Claimed[]> {
  const found = yield* all<MessageRow>(
    `select o.id, o.attempts, o.notification, o.created_at from alerts_outbox o
      join alerts_channels c on c.id = o.channel_id
      where o.channel_id = ? and ${ready} and ${first}
      order by ${yield* freshLast(channel)} o.due_at, o.id limit ?`,
    channel.id,
    at,
    at,
    places,
  )
  const rows: MessageRow[] = []
  for (const row of found) {
    // Whoever had it may have said meanwhile that it arrived.
    const leased = yield* maybe(
      `update alerts_outbox set lease_until = ?, attempts = attempts + 1
        where id = ? and attempts = ? and state = 'due' returning id`,
      at + leaseMs,
      row.id,
      row.attempts,
    )
    if (leased !== null) rows.push(row)
  }
  return rows.map((row) => ({
    id: row.id,
    attempt: row.attempts + 1,
    channel: {
      id: channel.id as ChannelId,
      type: channel.type,
      config: JSON.parse(channel.config) as Claimed['channel']['config'],
      failures: channel.failures,
    },
    notification: JSON.parse(row.notification) as Notification,
    createdAt: row.created_at,
  }))
}

const stateOf = { delivered: 'delivered', retry: 'due', dead: 'dead' } as const

function* settle({ id, attempt, at, kind, detail, next, pauseUntil }: Settled): Tx<void> {
  const dueAt = next.kind === 'retry' ? next.dueAt : null
  // The channel first, as a claim does: two that lock in another order would wait for each other.
  yield* run(
    `select c.id from alerts_channels c join alerts_outbox o on o.channel_id = c.id
      where o.id = ? /*pg for update of c*/`,
    id,
  )
  // Another attempt of this message, by a process that took it over, has another number.
  const row = yield* maybe<{ channel_id: number }>(
    `update alerts_outbox set state = ?, due_at = ?, lease_until = null, detail = ?, last_at = ?
      where id = ? and attempts = ? and state = 'due' returning channel_id`,
    stateOf[next.kind],
    dueAt,
    detail.slice(0, 500),
    at,
    id,
    attempt,
  )
  if (row === null) return
  // A digest that has come to its end holds up nothing that it named.
  if (next.kind !== 'retry') {
    yield* run('update alerts_outbox set gathered_in = null where gathered_in = ?', id)
  }
  yield* run(
    'insert into alerts_attempts (outbox_id, at, attempt, kind, detail) values (?, ?, ?, ?, ?)',
    id,
    at,
    attempt,
    kind,
    detail.slice(0, 500),
  )
  if (pauseUntil === null) yield* resume(row.channel_id, at)
  else yield* pause(row.channel_id, at, pauseUntil)
  if (next.kind === 'dead') yield* noticeOfDead(row.channel_id as ChannelId, at)
}

/** Attempts that were on their way together fail together: they count as one round. */
const pause = (channelId: number, at: EpochMs, until: EpochMs): Tx<void> =>
  run(
    `update alerts_channels set
        failures = failures + case when paused_until > ? then 0 else 1 end,
        paused_until = case when paused_until > ? then paused_until else ? end
      where id = ?`,
    at,
    until,
    until,
    channelId,
  )

/** It answers again: what waited for that need wait no longer. */
function* resume(channelId: number, at: EpochMs): Tx<void> {
  const before = yield* maybe<{ failures: number }>(
    'select failures from alerts_channels where id = ? and failures > 0 /*pg for update*/',
    channelId,
  )
  if (before === null) return
  yield* run('update alerts_channels set failures = 0, paused_until = null where id = ?', channelId)
  // After a single failure it was perhaps the message, which others must not hurry on.
  if (before.failures === 1) return
  yield* run(
    `update alerts_outbox set due_at = ? where channel_id = ? and state = 'due' and due_at > ?
      and lease_until is null`,
    at,
    channelId,
    at,
  )
}

function* figures() {
  const row = yield* one<{ due: number; dead: number; oldest: number | null }>(
    `select count(case when state = 'due' then 1 end) as due,
        count(case when state = 'dead' then 1 end) as dead,
        min(case when state = 'due' then o.created_at end) as oldest
      from alerts_outbox o join alerts_channels c on c.id = o.channel_id
      where state = 'dead' or (state = 'due' and c.enabled = 1)`,
  )
  return { due: row.due, dead: row.dead, oldestDueAt: row.oldest }
}
