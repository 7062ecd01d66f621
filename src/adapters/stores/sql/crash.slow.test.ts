import { expect, test } from 'vitest'
import type { Seq, ServiceId } from '../../../kernel/index.ts'
import { allOutcomes } from '../../../modules/checks/house.contract.ts'
import { rowsOf } from '../../../modules/journal/rows.contract.ts'
import type { Said } from './child.contract.ts'
import { addressOf, startChild } from './children.contract.ts'
import type { SqlStore } from './index.ts'
import { onEachDialect, type Place } from './places.contract.ts'

const rounds = 5

/** Has a process write, and kills it at some moment. @returns what it had acknowledged. */
async function writeUntilKilled({ database }: Place): Promise<Said[]> {
  const child = startChild({ kind: 'write', database: addressOf(database) })
  const acknowledged: Said[] = []
  const enough = 20 + Math.floor(Math.random() * 120)
  for await (const line of child.lines) {
    acknowledged.push(line)
    if (acknowledged.length === enough) child.kill()
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(enough)
  return acknowledged
}

async function expectAll(store: SqlStore, acknowledged: readonly Said[]): Promise<void> {
  for (const said of acknowledged) {
    if (said.kind === 'refused') throw new Error(`a write was refused: ${said.message}`)
    if (said.kind === 'raised') continue
    const service = await store.services.find(said.id as ServiceId)
    expect(service, JSON.stringify(said)).not.toBeNull()
    if (service === null) continue
    if (said.kind === 'service') expect(service.rev).toBeGreaterThanOrEqual(said.rev)
    else {
      const { items } = await allOutcomes(store, service)
      expect(items.map(({ slot }) => slot)).toContain(said.slot)
    }
  }
}

/** What a commit holds is there as a whole or not at all. */
async function expectWholeCommits(store: SqlStore): Promise<void> {
  const { services, seq } = await store.views.all()
  const entries = rowsOf(await store.journal.tail(0 as Seq, 100_000)).filter(
    (entry) => entry.seq <= seq,
  )
  const ids = (type: string) =>
    entries.flatMap(({ event }) =>
      event.type === type && 'serviceId' in event ? [event.serviceId] : [],
    )
  const byId = (a: number, b: number) => a - b
  expect(ids('service.created').toSorted(byId)).toEqual(services.map(({ id }) => id))
  const again = services.filter(({ rev }) => rev > 1).map(({ id }) => id)
  expect(ids('service.updated').toSorted(byId)).toEqual(again)
  const turned = services.filter(({ status }) => status !== 'unknown').map(({ id }) => id)
  expect(ids('service.status_changed').toSorted(byId)).toEqual(turned)
}

onEachDialect('a process that is killed', (fresh) => {
  test('loses no acknowledged write and leaves no half of one, five times in a row', async () => {
    const place = await fresh()
    const acknowledged: Said[] = []
    for (let round = 0; round < rounds; round++) {
      acknowledged.push(...(await writeUntilKilled(place)))
      const store = await place.open()
      await store.migrate()
      await expectAll(store, acknowledged)
      await expectWholeCommits(store)
      if (place.dialect === 'sqlite') {
        expect(await place.query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
        expect(await place.query('pragma foreign_key_check')).toEqual([])
      }
      await store.probe()
      await store.close()
    }
  }, 60_000)
})
