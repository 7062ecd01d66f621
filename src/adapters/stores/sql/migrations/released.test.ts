import { expect, test } from 'vitest'
import type { ServiceId, UserId } from '../../../../kernel/index.ts'
import { aService, by } from '../../../../modules/services/examples.contract.ts'
import { onEachDialect } from '../places.contract.ts'
import { newestSchema } from './migrate.ts'
import { hasRows, leaveAt, releasedSchemas } from './released.contract.ts'

const tables = [
  'services',
  'checks',
  'checks_states',
  'checks_service_states',
  'checks_outcomes',
  'journal_entries',
  'journal_changes',
  'identity_users',
  'identity_sessions',
  'identity_tokens',
  'identity_invitations',
  'identity_audit',
  'services_idempotency',
]

test('every schema has rows that are migrated', () => {
  expect(releasedSchemas.filter((schema) => !hasRows(schema))).toEqual([])
})

onEachDialect('a database of schema', (fresh) => {
  test.each(releasedSchemas)(
    '%i comes to this one with every row, and can be worked with',
    async (schema) => {
      const place = await fresh('none')
      const driver = place.driver()
      await leaveAt(driver, schema)
      const counts = async () => {
        const rows = await place.query(
          tables
            .map((name) => `select '${name}' as name, count(*) as rows from ${name}`)
            .join(' union all '),
        )
        return Object.fromEntries(
          rows.map((row): [string, number] => [String(row.name), Number(row.rows)]),
        )
      }
      const before = await counts()
      expect(Object.values(before).every((count) => count > 0)).toBe(true)

      const store = await place.open()
      expect(await store.schema()).toEqual({ present: schema, newest: newestSchema })
      expect(await store.migrate()).toEqual({ from: schema, to: newestSchema })
      expect(await counts()).toEqual(before)
      expect(await store.services.find(1 as ServiceId)).toMatchObject({
        name: 'shop',
        rev: 3,
        recent: 'uuuuu',
        tags: schema < 2 ? [] : ['shop', 'eu'],
      })
      expect((await store.identity.listTokens(1 as UserId)).map(({ name }) => name)).toEqual(['ci'])
      expect(await store.arming.armed()).toBe(schema < 3)
      const { projects } = await store.pipelines.all()
      expect(projects.map(({ fullName, latest }) => [fullName, latest?.attempt])).toEqual(
        schema < 9 ? [] : [['Acme/shop', 2]],
      )
      const made = await store.services.create(aService({ name: 'new' }), by('ann'), null)
      expect(made.value.id).toBe(4)
      expect(made.seq).toBeGreaterThan(3)
    },
  )
})
