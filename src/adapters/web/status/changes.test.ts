import { expect, test } from 'vitest'
import type { Seq, ServiceId } from '../../../kernel/index.ts'
import type { JournalEntry } from '../../../modules/journal/index.ts'
import { createChanges } from './changes.ts'
import { publicService } from './sample.contract.ts'

/** A journal in which each service went down once, at its own number. */
function journal() {
  const asked: number[] = []
  const down = (serviceId: ServiceId): JournalEntry => ({
    seq: (serviceId * 10) as Seq,
    at: serviceId * 1_000,
    event: {
      type: 'service.status_changed',
      ...{ serviceId, from: 'up', to: 'down', announced: 'up', definite: 'down' },
    },
  })
  const renamed = (serviceId: ServiceId): JournalEntry => ({
    seq: (serviceId * 10 + 1) as Seq,
    at: serviceId * 1_000,
    event: { type: 'service.updated', serviceId, name: 'a name that nobody sees' },
  })
  const pastOf = async (id: ServiceId) => {
    asked.push(id)
    return [renamed(id), down(id)]
  }
  return { asked, pastOf }
}

const services = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    publicService({ id: (i + 1) as ServiceId, name: `s${i + 1}`, since: (i + 1) * 1_000 }),
  )

test('the latest changes of many services are found by asking about few', async () => {
  const { asked, pastOf } = journal()
  const changes = await createChanges({ pastOf })(services(10_000))
  expect(changes).toHaveLength(50)
  expect(changes[0]).toEqual({
    ...{ id: 10_000, name: 's10000', seq: 100_000, at: 10_000_000, from: 'up', to: 'down' },
  })
  expect(changes.at(-1)?.id).toBe(9_951)
  expect(asked).toHaveLength(50)
})

test('only a service that changed is asked about again, and the same list means that none did', async () => {
  const { asked, pastOf } = journal()
  const changesOf = createChanges({ pastOf })
  const before = await changesOf(services(3))
  expect(await changesOf(services(3))).toBe(before)
  expect(asked).toEqual([3, 2, 1])
  const [first, ...others] = services(3)
  if (first === undefined) throw new Error('three were made')
  await changesOf([{ ...first, since: 9_000 }, ...others])
  expect(asked).toEqual([3, 2, 1, 1])
})

test('what was read stays when the journal cannot be read', async () => {
  const { pastOf } = journal()
  let away = false
  const changesOf = createChanges({
    pastOf: (id) => (away ? Promise.reject(new Error('away')) : pastOf(id)),
  })
  const before = await changesOf(services(3))
  away = true
  await expect(changesOf(services(4))).rejects.toThrow('away')
  away = false
  expect(await changesOf(services(3))).toBe(before)
})
