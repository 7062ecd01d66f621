import { describe, expect, test } from 'vitest'
import { addClaimed, failed, reportOf } from '../../../../modules/checks/house.contract.ts'
import { type Level, levels } from '../../../../modules/checks/index.ts'
import { by } from '../../../../modules/services/examples.contract.ts'
import type { SqlStore } from '../index.ts'
import { onEachDialect } from '../places.contract.ts'
import { forgetRollups, rollupsOf } from './rollups.contract.ts'
import { gapsText, partsText } from './series.ts'

const { minute, day } = levels

async function furnish(store: SqlStore, outcomes: number) {
  const claim = await addClaimed(store, { intervalMs: minute })
  await Promise.all(
    Array.from({ length: outcomes }, (_, i) =>
      store.schedule.accept(
        reportOf({ ...claim, slot: claim.slot + i * minute }, i % 3 === 0 ? failed : {}),
      ),
    ),
  )
  return claim
}

onEachDialect('roll-ups', (fresh) => {
  describe('of outcomes that were there before', () => {
    test('become the same as if they had been made on the way', async () => {
      const place = await fresh()
      const store = await place.open()
      await furnish(store, 450)
      const made = await rollupsOf(place)
      await forgetRollups(place)
      let portions = 1
      while (await store.history.fillPortion()) portions += 1
      expect(portions).toBeGreaterThan(1)
      expect(await rollupsOf(place)).toEqual(made)
      expect(await store.history.fillPortion()).toBe(false)
      expect(await rollupsOf(place)).toEqual(made)
    })

    test('are added to by outcomes that come meanwhile, each once', async () => {
      const place = await fresh()
      const store = await place.open()
      const claim = await furnish(store, 300)
      await forgetRollups(place)
      await store.history.fillPortion()
      const late = { ...claim, slot: claim.slot + 299 * minute + 1_000 }
      await store.schedule.accept(reportOf(late))
      await store.schedule.accept(reportOf(late, failed))
      while (await store.history.fillPortion());
      const rows = await place.query(
        `select sum(up) as up, sum(down) as down from checks_rollups where span_ms = ${day}`,
      )
      expect([Number(rows[0]?.up), Number(rows[0]?.down)]).toEqual([201, 100])
    })

    test('are left out where their service is gone', async () => {
      const place = await fresh()
      const store = await place.open()
      const { service } = await furnish(store, 5)
      await forgetRollups(place)
      await store.services.remove(service.id, by('ann'))
      expect(await store.history.fillPortion()).toBe(false)
      expect(await rollupsOf(place)).toEqual([])
    })

    test('are nothing to do in a new database', async () => {
      const store = await (await fresh()).open()
      expect(await store.history.fillPortion()).toBe(false)
    })
  })

  test.each<Level>(['minute', 'hour', 'day'])(
    'are read along their key by the %s',
    async (level) => {
      const place = await fresh()
      const store = await place.open()
      const { service } = await furnish(store, 20)
      if (place.dialect === 'postgres') {
        // So many that a walk over all of them would be dear.
        const [columns] = await place.query(
          `select string_agg(column_name, ', ') as names from information_schema.columns
          where table_name = 'checks_rollups' and column_name <> 'check_id'`,
        )
        const names = String(columns?.names)
        await place.query(`insert into checks_rollups (check_id, ${names})
        select 1000 + n, ${names} from checks_rollups, generate_series(1, 2000) as n`)
        await place.query('analyze')
      }
      const spanMs = levels[level]
      const bound = (text: string, params: readonly number[]) =>
        params.reduce((sql, param) => sql.replace('?', String(param)), text)
      const explain = place.dialect === 'sqlite' ? 'explain query plan' : 'explain'
      const texts = [
        bound(partsText, [0, spanMs, service.id, spanMs, 0, 120 * spanMs]),
        bound(gapsText, [service.id, spanMs, 120 * spanMs, 0]),
      ]
      for (const text of texts) {
        const plan = JSON.stringify(await place.query(`${explain} ${text}`))
        expect(plan).not.toMatch(/SCAN checks_rollups|Seq Scan on checks_rollups/)
      }
    },
  )
})
