import type { Clock, EpochMs } from '../../../kernel/index.ts'
import type { RollupHorizon } from '../../../modules/checks/index.ts'
import { oldMessages } from './alerts/retention.ts'
import { type Orphan, oldOutcomes, orphans } from './checks/outcomes-retention.ts'
import { oldRollups, rounded, type Walk } from './checks/rollups-retention.ts'
import type { Driver } from './drivers/driver.ts'
import { createPace } from './pace.ts'
import { oldBodies, oldDeliveries, oldRuns, type RunWalk, wholeDay } from './pipelines/retention.ts'
import { all, chunks, marks, one, run, type Tx } from './statement.ts'

/** What is older than this goes; `null` keeps it for ever. Times are epoch milliseconds. */
export type Horizon = {
  readonly outcomes: EpochMs | null
  readonly rollups: RollupHorizon
  readonly events: EpochMs | null
  readonly tombstones: EpochMs
  readonly idempotency: EpochMs
  /** Messages that arrived or were given up. Left out, none of them goes. */
  readonly messages?: EpochMs
  /** Runs and deployments by when they were created. Left out or `null`, none of them goes. */
  readonly runs?: EpochMs | null
  /** Deliveries by webhook. Left out or `null`, none of them goes. */
  readonly deliveries?: EpochMs | null
  /** The bodies of deliveries that were processed before this. Left out, all of them stay. */
  readonly deliveryBodies?: EpochMs
}

export type Retention = {
  /** Removes one portion of each class of what is too old. @returns whether there may be more. */
  removePortion(horizon: Horizon): Promise<boolean>
}

/**
 * Each class has transactions of its own, so short that nobody else waits long: SQLite has one
 * writer, and its thread answers requests too.
 */
export function createRetention(
  driver: Driver,
  clock: Pick<Clock, 'monotonic' | 'sleep'>,
): Retention {
  const classes = [
    outcomesOf(driver),
    orphansOf(driver),
    rollupsOf(driver),
    runsOf(driver),
    ...others.map((remove) => plain(driver, remove)),
  ].map((remove) => ({ remove, pace: createPace() }))
  return {
    async removePortion(horizon) {
      let more = false
      for (const { remove, pace } of classes) {
        const limit = pace.rows()
        const began = clock.monotonic()
        const removed = await remove(horizon, limit)
        pace.took(clock.monotonic() - began, removed)
        more ||= removed >= limit
        // Whoever came meanwhile has the turn.
        await clock.sleep(0)
      }
      return more
    },
  }
}

/** Removes so many rows of its class at most. @returns how many, or as many as that when there is more to look at. */
type Remove = (horizon: Horizon, limit: number) => Tx<number>
type Removing = (horizon: Horizon, limit: number) => Promise<number>

const plain =
  (driver: Driver, remove: Remove): Removing =>
  (horizon, limit) =>
    driver.write(() => remove(horizon, limit))

function outcomesOf(driver: Driver): Removing {
  let behind = 0
  return async ({ outcomes }, limit) => {
    if (outcomes === null) return 0
    const gone = await driver.write(() => oldOutcomes(outcomes, behind, limit))
    behind = gone.behind
    return gone.removed
  }
}

function orphansOf(driver: Driver): Removing {
  let last: Orphan | null = null
  return async (_, limit) => {
    const { removed, orphan } = await driver.write(() => orphans(last, limit))
    last = orphan
    return removed
  }
}

/** Roll-ups go check by check. A walk that is over begins again when the horizon has moved. */
function rollupsOf(driver: Driver): Removing {
  let walk: Walk | null = null
  return async ({ rollups }, limit) => {
    const horizon = rounded(rollups)
    const isNew = walk === null || JSON.stringify(walk.horizon) !== JSON.stringify(horizon)
    const from: Walk = walk === null || isNew ? { horizon, after: 0 } : walk
    if (from.after === null) return 0
    const { removed, after } = await driver.write(() => oldRollups(from, limit))
    walk = { horizon, after }
    return after === null ? removed : limit
  }
}

/** Runs go project by project, each once a day. */
function runsOf(driver: Driver): Removing {
  let walk: RunWalk | null = null
  return async ({ runs }, limit) => {
    if (runs === undefined || runs === null) return 0
    const before = wholeDay(runs)
    const from: RunWalk = walk?.before === before ? walk : { before, after: 0 }
    if (from.after === null) return 0
    const { removed, after } = await driver.write(() => oldRuns(from, limit))
    walk = { before, after }
    return after === null ? removed : limit
  }
}

const others: readonly Remove[] = [
  function* ({ events }, limit) {
    return events === null ? 0 : yield* oldEvents(events, limit)
  },
  function* ({ events }, limit) {
    return events === null ? 0 : yield* oldAudit(events, limit)
  },
  function* ({ tombstones, idempotency }, limit) {
    yield* run('delete from services_idempotency where at < ?', idempotency)
    return yield* oldTombstones(tombstones, limit)
  },
  function* ({ messages }, limit) {
    return messages === undefined ? 0 : yield* oldMessages(messages, limit)
  },
  function* ({ deliveries }, limit) {
    return deliveries === undefined || deliveries === null
      ? 0
      : yield* oldDeliveries(deliveries, limit)
  },
  function* ({ deliveryBodies }, limit) {
    return deliveryBodies === undefined ? 0 : yield* oldBodies(deliveryBodies, limit)
  },
]

/** The floor says up to where the journal is gone: a cursor below it gets a `reset`. */
function* oldEvents(before: EpochMs, limit: number): Tx<number> {
  const last = yield* one<{ seq: number | null; count: number }>(
    `select max(seq) as seq, count(*) as count from (
      select seq from journal_entries where at < ? order by seq limit ?) as old`,
    before,
    limit,
  )
  if (last.seq === null) return 0
  yield* raiseFloor('journal_floor', last.seq)
  yield* run('delete from journal_entries where seq <= ?', last.seq)
  return last.count
}

/** What strangers can make grow, such as refused log-ins, goes with the events. */
function* oldAudit(before: EpochMs, limit: number): Tx<number> {
  const first = yield* all<{ id: number; at: number }>(
    'select id, at from identity_audit order by id limit ?',
    limit,
  )
  const old = first.filter(({ at }) => at < before)
  for (const some of chunks(old)) {
    const ids = some.map(({ id }) => id)
    yield* run(`delete from identity_audit where id in (${marks(ids.length)})`, ...ids)
  }
  return old.length
}

/** Rows of living entities stay; only what says *deleted* grows old. */
function* oldTombstones(before: EpochMs, limit: number): Tx<number> {
  const last = yield* one<{ seq: number | null; count: number }>(
    `select max(seq) as seq, count(*) as count from (
      select seq from journal_changes where deleted = 1 and at < ? order by seq limit ?) as old`,
    before,
    limit,
  )
  if (last.seq === null) return 0
  yield* raiseFloor('ledger_floor', last.seq)
  yield* run('delete from journal_changes where deleted = 1 and seq <= ?', last.seq)
  return last.count
}

/** Never lower: a restore has set it beyond all that anybody has read before. */
const raiseFloor = (floor: 'journal_floor' | 'ledger_floor', to: number): Tx<void> =>
  run(
    `update journal_sequence set ${floor} = case when ${floor} > ? then ${floor} else ? end where one = 1`,
    to,
    to,
  )
