import { describe, expect, test } from 'vitest'
import { notFound, Refusal, type Seq, type ServiceId } from '../../kernel/index.ts'
import { applyToEach, type BulkOutcome, type Deed } from './bulk.ts'
import { aService, morning } from './examples.contract.ts'
import type { Service } from './service.ts'
import { type Change, StaleService } from './services.ts'

const actor = { userId: null, label: 'ann@example.com', requestId: 'r1' }

const service = (id: number, differs: Partial<Service> = {}): Service => ({
  ...aService({ name: `service ${id}` }),
  status: 'up',
  reason: 'ok',
  since: morning,
  lastCheckedAt: morning,
  responseMs: 20,
  recent: 'u',
  maintenance: null,
  id: id as ServiceId,
  system: false,
  fromFile: false,
  rev: 1,
  createdAt: morning,
  updatedAt: morning,
  ...differs,
})

/** A catalogue as the room promises it, over a list, that remembers what it was asked to write. */
function catalogue(held: readonly Service[], troubles: Readonly<Record<number, Error>> = {}) {
  const asked: unknown[][] = []
  const running = { now: 0, most: 0 }
  async function get(id: ServiceId): Promise<Service> {
    const found = held.find((one) => one.id === id)
    if (found === undefined) throw notFound('service', id)
    return found
  }
  async function write(id: ServiceId, rev: number, deed: unknown): Promise<Service> {
    running.most = Math.max(running.most, ++running.now)
    await Promise.resolve()
    running.now--
    const found = await get(id)
    const trouble = troubles[id]
    if (trouble !== undefined) throw trouble
    if (found.system || found.fromFile) throw new Refusal('forbidden', `${found.name} is not yours`)
    if (found.rev !== rev) throw new StaleService(found)
    asked.push([id, deed])
    return found
  }
  return {
    asked,
    running,
    services: {
      get,
      patch: async (id: ServiceId, { input, expectedRev }: Change) => ({
        value: await write(id, expectedRev, input),
        seq: (100 + id) as Seq,
      }),
      remove: async (id: ServiceId, _actor: typeof actor, rev?: number) => {
        await write(id, rev ?? Number.NaN, 'remove')
        return (100 + id) as Seq
      },
    },
  }
}

const picks = (...ids: number[]) => ids.map((id) => ({ id: id as ServiceId, rev: 1 }))
const kindsOf = (outcomes: readonly BulkOutcome[]) => outcomes.map(({ kind }) => kind)

const apply = (bench: ReturnType<typeof catalogue>, deed: Deed, ...ids: number[]) =>
  applyToEach(bench.services, { picked: picks(...ids), deed }, actor)

describe('one thing done to many services', () => {
  test.each<[Deed, Partial<Service>, unknown]>([
    [{ kind: 'pause' }, {}, { paused: true }],
    [{ kind: 'resume' }, { paused: true }, { paused: false }],
    [{ kind: 'delete' }, {}, 'remove'],
    [{ kind: 'tag', tag: 'eu' }, { tags: ['shop'] }, { tags: ['shop', 'eu'] }],
    [{ kind: 'untag', tag: 'eu' }, { tags: ['eu', 'shop'] }, { tags: ['shop'] }],
  ])('%j writes that and nothing else', async (deed, held, written) => {
    const bench = catalogue([service(1, held)])
    expect(await apply(bench, deed, 1)).toEqual([
      { kind: 'done', id: 1, name: 'service 1', seq: 101 },
    ])
    expect(bench.asked).toEqual([[1, written]])
  })

  test.each<[Deed, Partial<Service>]>([
    [{ kind: 'pause' }, { paused: true }],
    [{ kind: 'resume' }, {}],
    [{ kind: 'tag', tag: 'eu' }, { tags: ['eu'] }],
    [{ kind: 'untag', tag: 'eu' }, {}],
  ])('%j writes nothing where it is so already, whatever the version', async (deed, held) => {
    const bench = catalogue([service(1, { ...held, rev: 9 })])
    expect(await apply(bench, deed, 1)).toEqual([{ kind: 'already', id: 1, name: 'service 1' }])
    expect(bench.asked).toEqual([])
  })

  test('has an outcome for each, in their order, and one does not stop the others', async () => {
    const changed = service(2, { rev: 5 })
    const held = [
      service(1),
      changed,
      service(4, { fromFile: true }),
      service(5, { system: true, paused: true }),
      service(6),
      service(7),
    ]
    const bench = catalogue(held, { 6: new Refusal('invalid', 'tags: must be at most 20 tags') })
    const outcomes = await apply(bench, { kind: 'pause' }, 1, 2, 3, 4, 5, 6, 7)
    expect(kindsOf(outcomes)).toEqual([
      'done',
      'stale',
      'gone',
      'forbidden',
      'forbidden',
      'refused',
      'done',
    ])
    expect(outcomes.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(outcomes[1]).toEqual({ kind: 'stale', id: 2, current: changed })
    expect(outcomes[5]).toMatchObject({ message: 'tags: must be at most 20 tags' })
  })

  test.each([new Refusal('unavailable', 'The database cannot be reached'), new TypeError('ours')])(
    'stops trying once the store failed with %s, and says of the rest that it is not done',
    async (trouble) => {
      const ids = Array.from({ length: 40 }, (_, i) => i + 1)
      const bench = catalogue(
        ids.map((id) => service(id)),
        { 3: trouble },
      )
      const outcomes = await apply(bench, { kind: 'pause' }, ...ids)
      expect(outcomes).toHaveLength(40)
      expect(outcomes[2]).toEqual({ kind: 'failed', id: 3, rev: 1, cause: trouble })
      expect(kindsOf(outcomes.slice(20))).toEqual(Array(20).fill('failed'))
      expect(bench.asked.length).toBe(outcomes.filter(({ kind }) => kind === 'done').length)
      expect(bench.asked.length).toBeLessThan(20)
    },
  )

  test('keeps the writes at once few', async () => {
    const ids = Array.from({ length: 200 }, (_, i) => i + 1)
    const bench = catalogue(ids.map((id) => service(id)))
    const outcomes = await apply(bench, { kind: 'pause' }, ...ids)
    expect(new Set(kindsOf(outcomes))).toEqual(new Set(['done']))
    expect(bench.running.most).toBeGreaterThan(1)
    expect(bench.running.most).toBeLessThanOrEqual(8)
  })
})
