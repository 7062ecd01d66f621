import { createHash } from 'node:crypto'
import type { EpochMs } from '../../../../kernel/index.ts'
import { hearsOfRun, type RunNews, type Turn } from '../../../../modules/alerts/index.ts'
import type { DomainEvent } from '../../../../modules/journal/index.ts'
import { all, chunks, marks, maybe, one, type Row, type Tx } from '../statement.ts'
import { enqueue, subjectOfProject } from './enqueue.ts'
import { type Subscribed, subscribedChannels } from './subscriptions.ts'

export type Finished = Extract<DomainEvent, { readonly type: 'run.finished' }>

/**
 * Writes what is to be told of runs that have ended: one message a channel, however many people are
 * told by it. A message is named by its run and its turn, so none is written twice.
 * @returns how many messages were written
 */
export function* announceRuns(events: readonly Finished[], at: EpochMs): Tx<number> {
  const candidates = events.filter((event) => event.turn !== null || wentWell(event))
  if (candidates.length === 0) return 0
  const channels = yield* subscribedChannels()
  if (channels.length === 0) return 0
  const { armed } = yield* one<{ armed: number }>('select armed from app_state where one = 1')
  const told = yield* toldBroken(candidates, channels)
  const state = armed === 1 ? 'due' : 'withheld'
  let written = 0
  for (const event of candidates) written += yield* tell(event, { channels, told, state, at })
  return written
}

type Telling = {
  readonly channels: readonly Subscribed[]
  /** Names of messages by which somebody was told that something is broken. */
  readonly told: Set<string>
  readonly state: 'due' | 'withheld'
  readonly at: EpochMs
}

function* tell(event: Finished, { channels, told, state, at }: Telling): Tx<number> {
  const facts = createFacts(event)
  let written = 0
  for (const channel of channels) {
    const turn = event.turn ?? (told.has(nidOf(channel, event, 'broken')) ? 'fixed' : null)
    if (turn === null || !isWanted(channel, event, turn)) continue
    const id = nidOf(channel, event, turn)
    if (turn === 'broken') told.add(id)
    const message = yield* enqueue({
      channelId: channel.id,
      subject: subjectOfProject(event.projectId),
      notification: { kind: 'run', id, at, run: { ...(yield* facts()), turn } },
      state,
    })
    if (message !== null) written += 1
  }
  return written
}

const wentWell = ({ status }: Finished): boolean => status === 'success' || status === 'warning'

const isWanted = ({ subscriptions }: Subscribed, event: Finished, turn: Turn): boolean =>
  subscriptions.some((one_) => hearsOfRun(one_, { ...event, turn }))

/** Names a message for ever: the channel as it was made, the run, and what it turned its branch to. */
const nidOf = ({ id, createdAt }: Subscribed, { runId }: Finished, turn: Turn): string =>
  createHash('sha256')
    .update(JSON.stringify(['run', id, createdAt, runId, turn]))
    .digest('hex')
    .slice(0, 32)

/**
 * What was told of runs that have ended well now. A failed pipeline whose jobs are retried is the same
 * run (GitLab): next to the one before it, it turns nothing, but people were told that it is broken.
 */
function* toldBroken(
  events: readonly Finished[],
  channels: readonly Subscribed[],
): Tx<Set<string>> {
  const nids = events
    .filter(({ turn }) => turn === null)
    .flatMap((event) => channels.map((channel) => nidOf(channel, event, 'broken')))
  const told = new Set<string>()
  for (const some of chunks(nids)) {
    const rows = yield* all<{ nid: string }>(
      `select nid from alerts_outbox where nid in (${marks(some.length)})`,
      ...some,
    )
    for (const { nid } of rows) told.add(nid)
  }
  return told
}

type FactsRow = Row & {
  number: number | null
  message: string | null
  finished_at: number | null
  duration_ms: number | null
}

/** What a message says of a run: read when the first one is written. */
function createFacts(event: Finished): () => Tx<Omit<RunNews, 'turn'>> {
  let known: Omit<RunNews, 'turn'> | null = null
  return function* () {
    if (known !== null) return known
    const row = yield* maybe<FactsRow>(
      'select number, message, finished_at, duration_ms from pipelines_runs where id = ?',
      event.runId,
    )
    const { type: _type, turn: _turn, ...said } = event
    known = {
      ...said,
      number: row?.number ?? null,
      message: row?.message ?? null,
      finishedAt: row?.finished_at ?? null,
      durationMs: row?.duration_ms ?? null,
    }
    return known
  }
}
