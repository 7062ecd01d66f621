import type { EpochMs } from '../../../../kernel/index.ts'
import { all, chunks, marks, maybe, one, run, type Tx } from '../statement.ts'
import { rollupsOf } from './rollups-retention.ts'

export type Removed = {
  readonly removed: number
  /** Up to where everything is gone: what was deleted costs until the database has swept it out. */
  readonly behind: number
}

/**
 * Outcomes come in the order of time, so the oldest have the lowest ids: when none of those is too
 * old, none is. The counts of the checks stay right.
 * @param from no outcome below this id is left
 */
export function* oldOutcomes(before: EpochMs, from: number, limit: number): Tx<Removed> {
  const first = yield* all<{ id: number; check_id: number; slot: number }>(
    'select id, check_id, slot from checks_outcomes where id > ? order by id limit ?',
    from,
    limit,
  )
  const old = first.filter(({ slot }) => slot < before)
  const gone = new Map<number, number>()
  for (const some of chunks(old)) {
    const ids = some.map(({ id }) => id)
    yield* run(`delete from checks_outcomes where id in (${marks(ids.length)})`, ...ids)
    for (const { check_id } of some) gone.set(check_id, (gone.get(check_id) ?? 0) + 1)
  }
  for (const some of chunks([...gone].sort(([a], [b]) => a - b))) yield* lower(some)
  // One that came late may stand among them and be too young.
  const whole = old.length === first.length
  return { removed: old.length, behind: whole ? (old.at(-1)?.id ?? from) : from }
}

/** Takes the states in the order in which those who record outcomes do. */
function* lower(counts: readonly (readonly [checkId: number, gone: number])[]): Tx<void> {
  yield* run(
    `select check_id from checks_states where check_id in (${marks(counts.length)})
      order by check_id /*pg for update*/`,
    ...counts.map(([id]) => id),
  )
  const rows = Array(counts.length).fill('(cast(? as bigint), cast(? as bigint))').join(',')
  yield* run(
    `update checks_states set outcomes = outcomes - v.column2
      from (values ${rows}) as v where checks_states.check_id = v.column1`,
    ...counts.flat(),
  )
}

/** A check that was deleted, and up to which slot its outcomes are gone. */
export type Orphan = { readonly checkId: number; readonly behind: number }

/** Removes what is left of deleted checks, a check after another. */
export function* orphans(
  last: Orphan | null,
  limit: number,
): Tx<{ readonly removed: number; readonly orphan: Orphan | null }> {
  let removed = 0
  let orphan = last
  while (removed < limit) {
    const next = yield* maybe<{ check_id: number }>(
      'select check_id from checks_removed order by check_id limit 1',
    )
    if (next === null) return { removed, orphan: null }
    const checkId = next.check_id
    if (orphan?.checkId !== checkId) orphan = { checkId, behind: Number.MIN_SAFE_INTEGER }
    removed += yield* rollupsOf(checkId, limit - removed)
    if (removed >= limit) break
    const gone = yield* outcomesOf(orphan, limit - removed)
    orphan = { checkId, behind: gone.behind }
    removed += gone.removed
    if (removed < limit) yield* run('delete from checks_removed where check_id = ?', checkId)
  }
  return { removed, orphan }
}

/** Along the index over check and slot, from where the last one ended. */
function* outcomesOf({ checkId, behind }: Orphan, limit: number): Tx<Removed> {
  const { last } = yield* one<{ last: number | null }>(
    `select max(slot) as last from (select slot from checks_outcomes
      where check_id = ? and slot > ? order by slot limit ?) as next`,
    checkId,
    behind,
    limit,
  )
  if (last === null) return { removed: 0, behind }
  const gone = yield* all(
    `delete from checks_outcomes where check_id = ? and slot > ? and slot <= ? returning id`,
    checkId,
    behind,
    last,
  )
  return { removed: gone.length, behind: last }
}
