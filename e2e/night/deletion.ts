import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { SqlStore } from '../../src/adapters/stores/sql/index.ts'
import { onEachDialect, type Place } from '../../src/adapters/stores/sql/places.contract.ts'
import {
  add,
  claimAt,
  firstSlotsMs,
  type House,
  reportOf,
} from '../../src/modules/checks/house.contract.ts'
import { type Claim, levels, windowOf } from '../../src/modules/checks/index.ts'
import { by } from '../../src/modules/services/examples.contract.ts'
import { quantile } from '../support/stop-rounds.ts'
import { tell } from '../support/tell.ts'

/** `PHAROS_OUTCOMES=10000000 npm run night deletion` is the long one. */
const outcomes = Number(process.env.PHAROS_OUTCOMES ?? 1_000_000)
const others = 20
/** As the janitor waits between two portions. */
const breathMs = 50
/** The same without a deletion, to hold the figures against: the disk has its own pauses. */
const quietMs = 60_000
/** So much longer than without a deletion 999 of 1,000 who store an outcome may wait; the longest is told. */
const mostMoreMs = 50
const rowsAtOnce = 250_000

/** Outcomes of a check a second, each tenth followed by one of somebody else. */
async function fill({ dialect, query }: Place, gone: Claim, other: Claim): Promise<void> {
  const columns = 'check_id, slot, slots, status, reason, message, total_ms, checked_at'
  for (let from = 0; from < outcomes; from += rowsAtOnce) {
    const to = Math.min(outcomes, from + rowsAtOnce)
    const numbers =
      dialect === 'postgres'
        ? `generate_series(${from}, ${to - 1}) as n(i)`
        : `(with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to - 1})
            select i from n) as n`
    const chosen = `case when i % 10 = 9 then ${other.check.id} else ${gone.check.id} end`
    await query(`insert into checks_outcomes (${columns})
      select ${chosen}, ${gone.slot} - (i + 1) * 1000, 1, 'up', 'ok', 'answered 200', 12.5, 0
      from ${numbers}`)
  }
}

/** Stores an outcome of each check a minute of slot time, over and over. @returns how long each took. */
async function accepting(store: SqlStore, claims: readonly Claim[], signal: AbortSignal) {
  const tookMs: number[] = []
  for (let round = 1; !signal.aborted; round++) {
    await Promise.all(
      claims.map(async (claim) => {
        const began = performance.now()
        await store.schedule.accept(
          reportOf({ ...claim, slot: claim.slot + round * levels.minute }),
        )
        tookMs.push(performance.now() - began)
      }),
    )
    await delay(20)
  }
  return tookMs
}

async function during<Result>(
  store: SqlStore,
  claims: readonly Claim[],
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly tookMs: readonly number[] }> {
  const abort = new AbortController()
  const accepted = accepting(store, claims, abort.signal)
  const result = await work().finally(() => abort.abort())
  return { result, tookMs: await accepted }
}

/** Removes portions as the janitor does. @returns how long each held the store. */
async function removeAll(store: SqlStore): Promise<readonly number[]> {
  const rollups = { minute: null, hour: null, day: null }
  const horizon = { outcomes: null, rollups, events: null, tombstones: 0, idempotency: 0 }
  const tookMs: number[] = []
  for (let more = true; more; ) {
    const began = performance.now()
    more = await store.retention.removePortion(horizon)
    tookMs.push(performance.now() - began)
    await delay(breathMs)
  }
  return tookMs
}

/** Of more than an argument list holds. */
const longest = (tookMs: readonly number[]): number =>
  tookMs.reduce((most, ms) => Math.max(most, ms), 0)

const told = (what: string, tookMs: readonly number[]): string =>
  `${what}: ${tookMs.length} times, median ${quantile(tookMs, 0.5).toFixed(1)} ms, p99 ${quantile(tookMs, 0.99).toFixed(1)} ms, p99.9 ${quantile(tookMs, 0.999).toFixed(1)} ms, longest ${longest(tookMs).toFixed(1)} ms`

/** The first slots of services that are all there. */
async function claimsOf(house: House): Promise<readonly Claim[]> {
  let now = 0
  for (let i = 0; i <= others; i++) {
    const { since } = await add(house, { name: `service ${i}`, intervalMs: levels.minute })
    now = since + firstSlotsMs
  }
  return (await house.schedule.claim(claimAt(now))).claims
}

onEachDialect('deleting a service', (fresh) => {
  test(`with ${outcomes} outcomes stops nothing`, async () => {
    const place = await fresh()
    const store = await place.open()
    const [gone, ...claims] = await claimsOf(store)
    const [other] = claims
    if (gone === undefined || other === undefined) throw new Error('nothing was claimed')
    const { serviceId } = gone.check
    await fill(place, gone, other)
    const quiet = await during(store, claims, () => delay(quietMs))

    const began = performance.now()
    const removing = await during(store, claims, async () => {
      const asked = performance.now()
      await store.services.remove(serviceId, by('ann'))
      const answeredMs = performance.now() - asked
      const page = await store.outcomes.outcomesOf(serviceId, { page: 1, limit: 5 })
      const series = await store.outcomes.seriesOf(serviceId, windowOf('90d', 1_000, gone.slot))
      return { answeredMs, page, series, portions: await removeAll(store) }
    })
    const { answeredMs, page, series, portions } = removing.result
    tell(
      `${place.dialect}: a service with ${(outcomes * 9) / 10} outcomes; its removal was answered in ${answeredMs.toFixed(1)} ms`,
      told('  storing an outcome before', quiet.tookMs),
      told('  storing an outcome meanwhile', removing.tookMs),
      told('  portions of all classes', portions),
      `  the longest transaction of all took ${store.commits.maxMs.toFixed(1)} ms`,
      `  everything gone after ${((performance.now() - began) / 1_000).toFixed(0)} s`,
    )
    expect(page.items).toEqual([])
    expect(series.buckets.every(({ up, down, missed }) => up + down + missed === 0)).toBe(true)
    const [left] = await place.query(
      `select count(*) as n from checks_outcomes where check_id = ${gone.check.id}`,
    )
    expect(Number(left?.n)).toBe(0)
    const [kept] = await place.query(
      `select count(*) as n from checks_outcomes where check_id = ${other.check.id}`,
    )
    expect(Number(kept?.n)).toBeGreaterThanOrEqual(outcomes / 10)
    for (const share of [0.5, 0.99, 0.999]) {
      expect(quantile(removing.tookMs, share) - quantile(quiet.tookMs, share)).toBeLessThanOrEqual(
        mostMoreMs,
      )
    }
  })
})
