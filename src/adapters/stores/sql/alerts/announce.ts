import { createHash } from 'node:crypto'
import type { EpochMs, ServiceId } from '../../../../kernel/index.ts'
import {
  type Announced,
  type Channel,
  decide,
  hears,
  type News,
  type Notification,
  nothingTold,
  type Told,
} from '../../../../modules/alerts/index.ts'
import type { Standing } from '../../../../modules/journal/index.ts'
import { all, flag, maybe, one, type Row, run, type Tx, type Value } from '../statement.ts'
import { listChannels } from './channels.ts'
import { enqueue, subjectOfService } from './enqueue.ts'
import { mutesAmong } from './muted.ts'

/** A service whose status may have to be told. */
export type Look = {
  readonly serviceId: number
  readonly status: Standing
  readonly since: EpochMs
}

export type Announcing = {
  readonly at: EpochMs
  /** Whether what was under way when it happened counts too, or only what is now. */
  readonly muting: 'then' | 'now'
}

/**
 * Decides for each look, in order, and writes what is to be told with what is remembered.
 * @returns how many messages were written
 */
export function* announce(looks: readonly Look[], { at, muting }: Announcing): Tx<number> {
  if (looks.length === 0) return 0
  const muteOf = yield* mutesAmong(looks, at)
  const channels = (yield* listChannels()).filter(({ enabled }) => enabled)
  const { armed } = yield* one<{ armed: number }>('select armed from app_state where one = 1')
  let written = 0
  for (const look of looks) {
    const { serviceId, status, since } = look
    const before = yield* rememberedOf(serviceId)
    const mute = muteOf(serviceId, muting === 'then' ? since : at)
    const decision = decide(before, { status, since, muted: mute !== null })
    if (decision.state !== before) yield* remember(serviceId, decision.state)
    const { tell } = decision
    if (tell.kind === 'nothing' || channels.length === 0) continue
    const news = yield* newsOf(look, { from: tell.from, afterMs: tell.afterMs })
    if (news === null) continue
    for (const channel of channels.filter((one_) => hears(one_, news))) {
      yield* write(channel, { news, at, turn: decision.state.turns, armed: armed === 1 })
      written += 1
    }
  }
  return written
}

type AnnouncedRow = Row & {
  told: string | null
  since: number | null
  unsettled: number
  turns: number
}

function* rememberedOf(serviceId: number): Tx<Announced> {
  const row = yield* maybe<AnnouncedRow>(
    'select told, since, unsettled, turns from alerts_services where service_id = ?',
    serviceId,
  )
  if (row === null) return nothingTold
  const { since, turns } = row
  return { told: row.told as Told | null, since, unsettled: row.unsettled === 1, turns }
}

const remember = (serviceId: number, { told, since, unsettled, turns }: Announced): Tx<void> =>
  run(
    `insert into alerts_services (service_id, told, since, unsettled, turns)
      values (?, ?, ?, ?, ?) on conflict (service_id) do update set told = excluded.told,
        since = excluded.since, unsettled = excluded.unsettled, turns = excluded.turns`,
    serviceId,
    told,
    since,
    flag(unsettled),
    turns,
  )

type FactsRow = Row & { name: string; tags: string; target: string; check_id: number }
type OutcomeRow = Row & { reason: string; message: string; evidence: string | null }

/** What a message needs to say; `null` when the service is gone. */
function* newsOf(
  { serviceId, status, since }: Look,
  past: Pick<News, 'from' | 'afterMs'>,
): Tx<News | null> {
  const facts = yield* maybe<FactsRow>(
    `select s.name, s.tags, c.target, c.id as check_id from services s
      join checks c on c.service_id = s.id where s.id = ? order by c.id limit 1`,
    serviceId,
  )
  if (facts === null) return null
  const outcome = yield* outcomeOf(facts.check_id, status)
  return {
    ...past,
    serviceId: serviceId as ServiceId,
    name: facts.name,
    target: facts.target,
    tags: JSON.parse(facts.tags) as string[],
    to: status,
    reason: outcome?.reason ?? '',
    message: outcome?.message ?? '',
    since,
    evidence: JSON.parse(outcome?.evidence ?? '{}') as News['evidence'],
  }
}

/** More outcomes than these are not gone through for the one that turned it. */
const outcomesBack = 200

/** The latest that says what is told: by now there may be others, which say something else. */
const outcomeOf = (checkId: number, status: Standing): Tx<OutcomeRow | null> =>
  maybe<OutcomeRow>(
    `select reason, message, evidence from (
      select slot, status, reason, message, evidence from checks_outcomes
        where check_id = ? and status <> 'missed' order by slot desc limit ${outcomesBack}) as latest
      order by case when status = ? then 0 else 1 end, slot desc limit 1`,
    checkId,
    status,
  )

type Message = {
  readonly news: News
  readonly at: EpochMs
  readonly turn: number
  readonly armed: boolean
}

/** Names a message for ever: the channel as it was made, the service, and which of its changes it is. */
const nidOf = (channel: Channel, serviceId: number, turn: number): string =>
  createHash('sha256')
    .update(JSON.stringify([channel.id, channel.createdAt, serviceId, turn]))
    .digest('hex')
    .slice(0, 32)

function* write(channel: Channel, { news, at, turn, armed }: Message): Tx<void> {
  const id = nidOf(channel, news.serviceId, turn)
  const notification: Notification = { kind: 'change', id, at, news }
  yield* enqueue({
    channelId: channel.id,
    subject: subjectOfService(news.serviceId),
    notification,
    state: armed ? 'due' : 'withheld',
  })
}

type StandingRow = Row & { service_id: number; status: string; since: number }

/** How services stand now, as looks. */
export function* looksAt(where: string, ...params: Value[]): Tx<readonly Look[]> {
  const rows = yield* all<StandingRow>(
    `select v.service_id, v.status, v.since from checks_service_states v ${where}
      order by v.service_id`,
    ...params,
  )
  return rows.map((row) => ({
    serviceId: row.service_id,
    status: row.status as Standing,
    since: row.since,
  }))
}
