import { describe, expect, test } from 'vitest'
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

const none = new Map()

test('the latest changes of many services are found by asking about few', async () => {
  const { asked, pastOf } = journal()
  const changes = await createChanges({ pastOf })(services(10_000), none)
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
  const before = await changesOf(services(3), none)
  expect(await changesOf(services(3), none)).toBe(before)
  expect(asked).toEqual([3, 2, 1])
  const [first, ...others] = services(3)
  if (first === undefined) throw new Error('three were made')
  await changesOf([{ ...first, since: 9_000 }, ...others], none)
  expect(asked).toEqual([3, 2, 1, 1])
})

test('what was read stays when the journal cannot be read', async () => {
  const { pastOf } = journal()
  let away = false
  const changesOf = createChanges({
    pastOf: (id) => (away ? Promise.reject(new Error('away')) : pastOf(id)),
  })
  const before = await changesOf(services(3), none)
  away = true
  await expect(changesOf(services(4), none)).rejects.toThrow('away')
  away = false
  expect(await changesOf(services(3), none)).toBe(before)
})

describe('in a maintenance', () => {
  const api = 1 as ServiceId
  type Standing = 'up' | 'degraded' | 'down' | 'unknown' | 'paused'
  type Turn = readonly [at: number, from: Standing, to: Standing]

  async function told(turns: readonly Turn[], ...covered: { from: number; to: number }[]) {
    const entries = turns.map(([at, from, to], i): JournalEntry => {
      const event = { serviceId: api, from, to, announced: null, definite: null }
      return { seq: (i + 1) as Seq, at, event: { type: 'service.status_changed', ...event } }
    })
    const changesOf = createChanges({ pastOf: async () => entries.toReversed() })
    const stretches = new Map([[api, covered.map((stretch) => ({ id: api, ...stretch }))]])
    const since = turns.at(-1)?.[0] ?? 0
    const changes = await changesOf([publicService({ id: api, since })], stretches)
    return changes.map(({ seq, at, from, to }) => `${seq} at ${at}: ${from} > ${to}`)
  }
  const goesOn = { from: 10, to: Number.POSITIVE_INFINITY }
  const over = { from: 10, to: 20 }

  test('trouble is not told, nor its end, then or later', async () => {
    const turns: Turn[] = [[12, 'up', 'down']]
    expect(await told(turns, goesOn)).toEqual([])
    turns.push([14, 'down', 'unknown'], [16, 'unknown', 'up'])
    expect(await told(turns, goesOn)).toEqual([])
    expect(await told(turns, over)).toEqual([])
  })

  test('trouble that outlasts it is told as of its end', async () => {
    const turns: Turn[] = [
      [12, 'up', 'degraded'],
      [14, 'degraded', 'down'],
    ]
    expect(await told(turns, over)).toEqual(['2 at 20: up > down'])
    turns.push([25, 'down', 'up'])
    expect(await told(turns, over)).toEqual(['3 at 25: down > up', '2 at 20: up > down'])
    // Another one went on when it ended, and the trouble was over before that did.
    expect(await told(turns, over, { from: 13, to: 30 })).toEqual([])
  })

  test('the end of trouble that was told is told, and a pause', async () => {
    const turns: Turn[] = [
      [5, 'up', 'down'],
      [12, 'down', 'degraded'],
      [14, 'degraded', 'up'],
      [16, 'up', 'down'],
      [18, 'down', 'paused'],
    ]
    expect(await told(turns, goesOn)).toEqual([
      '5 at 18: up > paused',
      '3 at 14: down > up',
      '1 at 5: up > down',
    ])
  })

  test('many services leave the feed to those that something is told of', async () => {
    const { asked, pastOf } = journal()
    const all = services(10_000)
    const goingOn = (id: ServiceId) => [{ id, from: 0, to: Number.POSITIVE_INFINITY }]
    const stretches = new Map(all.slice(-60).map(({ id }) => [id, goingOn(id)]))
    const changes = await createChanges({ pastOf })(all, stretches)
    expect([changes.length, changes[0]?.id, changes.at(-1)?.id]).toEqual([50, 9_940, 9_891])
    expect(asked).toHaveLength(110)
    const everywhere = new Map(all.map(({ id }) => [id, goingOn(id)]))
    asked.length = 0
    expect(await createChanges({ pastOf })(all, everywhere)).toEqual([])
    expect(asked).toHaveLength(500)
  })
})
