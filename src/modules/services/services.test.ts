import { describe, expect, test } from 'vitest'
import type { Seq, ServiceId } from '../../kernel/index.ts'
import {
  createVirtualTime,
  virtualClock,
  virtualEpoch,
} from '../../kernel/virtual-time.contract.ts'
import { refusalFrom } from '../../kernel/world.contract.ts'
import type { SaveResult, ServiceStore, Targets } from './ports.ts'
import type { Service } from './service.ts'
import { createServices, StaleService } from './services.ts'

const id = 7 as ServiceId
const seq = 42 as Seq
const actor = { userId: null, label: 'ann@example.com', requestId: 'r1' }
const write = { actor, at: virtualEpoch }

const service: Service = {
  id,
  name: 'api',
  url: 'https://example.com/health',
  type: 'http',
  intervalMs: 30_000,
  timeoutMs: null,
  failuresToDown: 2,
  successesToUp: 1,
  degradedAboveMs: null,
  retries: 0,
  flappingAfter: null,
  dependsOn: [],
  paused: false,
  tags: [],
  config: { method: 'HEAD' },
  status: 'up',
  reason: 'ok',
  since: virtualEpoch,
  lastCheckedAt: virtualEpoch,
  responseMs: 20,
  recent: 'u',
  maintenance: null,
  system: false,
  fromFile: false,
  rev: 3,
  createdAt: virtualEpoch,
  updatedAt: virtualEpoch,
}

/** Knows one scheme, and adds what a schema would. */
const targets: Targets = {
  parse: (url, config) => ({ type: url.split(':')[0] ?? '', target: url, config }),
}

/** A catalogue over a store that holds one service and remembers what it was told. */
function bench(
  held: Partial<Service> | null = {},
  saved?: SaveResult,
  removedAt: Seq | null = seq,
) {
  const told: unknown[][] = []
  const present = held === null ? null : { ...service, ...held }
  const store: ServiceStore = {
    async create(...args) {
      told.push(['create', ...args])
      return { value: { ...service, ...args[0] }, seq }
    },
    async save(...args) {
      told.push(['save', ...args])
      return saved ?? { kind: 'saved', service: { ...service, ...args[1].definition }, seq }
    },
    async remove(...args) {
      told.push(['remove', ...args])
      return removedAt
    },
    find: async (wanted) => (wanted === id ? present : null),
    list: async ({ page, limit }) => ({ items: [service], total: 1, page, limit }),
  }
  const clock = virtualClock(createVirtualTime())
  return {
    told,
    services: createServices({ store, targets, clock, defaults: { intervalMs: 30_000 } }),
  }
}

const input = { name: 'shop', url: 'tcp://shop:5432' }

describe('adding a service', () => {
  test('stores its definition, with who did it and when', async () => {
    const { services, told } = bench()
    const { value, seq: at } = await services.create(input, actor)
    expect(at).toBe(seq)
    expect(value).toMatchObject({ name: 'shop', type: 'tcp' })
    expect(told).toEqual([
      [
        'create',
        expect.objectContaining({ name: 'shop', type: 'tcp', intervalMs: 30_000 }),
        write,
        null,
      ],
    ])
  })

  test('hands the key of a repeated request to the store', async () => {
    const { services, told } = bench()
    const idempotency = { key: 'k', fingerprint: 'f' }
    await services.create(input, actor, idempotency)
    expect(told[0]?.[3]).toBe(idempotency)
  })

  test('is refused before the store is asked when the input is wrong', async () => {
    const { services, told } = bench()
    expect(await refusalFrom(services.create({ name: '' }, actor))).toMatchObject({
      code: 'invalid',
    })
    expect(told).toEqual([])
  })
})

describe('changing a service', () => {
  test('as a whole gives fields that are left out their defaults', async () => {
    const { services, told } = bench({ intervalMs: 60_000, config: { method: 'HEAD' } })
    await services.replace(id, { input, expectedRev: 3 }, actor)
    expect(told).toEqual([
      [
        'save',
        id,
        {
          expectedRev: 3,
          definition: expect.objectContaining({ name: 'shop', intervalMs: 30_000, config: {} }),
        },
        write,
      ],
    ])
  })

  test('in part keeps what is not named', async () => {
    const { services, told } = bench({ intervalMs: 60_000 })
    await services.patch(id, { input: { name: 'new' }, expectedRev: 3 }, actor)
    expect(told[0]?.[2]).toMatchObject({
      expectedRev: 3,
      definition: { name: 'new', url: service.url, intervalMs: 60_000, config: { method: 'HEAD' } },
    })
  })

  test.each([
    [
      'keeps the settings for a URL of the same probe',
      'http://other.example.com/',
      { method: 'HEAD' },
    ],
    ['starts with default settings for another probe', 'tcp://db:5432', {}],
  ])('to another URL %s', async (_what, url, config) => {
    const { services, told } = bench()
    await services.patch(id, { input: { url }, expectedRev: 3 }, actor)
    expect(told[0]?.[2]).toMatchObject({ definition: { url, config } })
  })

  test('to another URL takes the settings that come with it', async () => {
    const { services, told } = bench()
    const changed = { url: 'tcp://db:5432', config: { send: 'x' } }
    await services.patch(id, { input: changed, expectedRev: 3 }, actor)
    expect(told[0]?.[2]).toMatchObject({ definition: changed })
  })

  test('to something that is no URL is refused at that field', async () => {
    const { services } = bench()
    const refusal = await refusalFrom(
      services.patch(id, { input: { url: 'not a url' }, expectedRev: 3 }, actor),
    )
    expect(refusal.fields).toMatchObject([{ path: 'url' }])
  })

  test('that somebody else changed first is refused with what stands there now', async () => {
    const current = { ...service, name: 'theirs', rev: 4 }
    const stale: SaveResult = { kind: 'stale', current }
    for (const change of ['replace', 'patch'] as const) {
      const { services } = bench({}, stale)
      const refusal = await refusalFrom(services[change](id, { input, expectedRev: 3 }, actor))
      expect(refusal).toBeInstanceOf(StaleService)
      expect(refusal).toMatchObject({ code: 'stale', current })
    }
  })

  test('in part over an old version is refused, and nothing is saved', async () => {
    const { services, told } = bench({ rev: 9 })
    const refusal = await refusalFrom(services.patch(id, { input, expectedRev: 3 }, actor))
    expect(refusal).toMatchObject({ code: 'stale', current: { rev: 9 } })
    expect(told).toEqual([])
  })

  test('that was removed meanwhile is refused as not found', async () => {
    const { services } = bench({}, { kind: 'absent' })
    for (const change of [services.replace, services.patch]) {
      expect(await refusalFrom(change(id, { input, expectedRev: 3 }, actor))).toMatchObject({
        code: 'not_found',
      })
    }
  })
})

describe('a service that may not be changed', () => {
  test.each<[string, Partial<Service>]>([
    ['Pharos itself', { system: true }],
    ['owned by the configuration file', { fromFile: true }],
  ])('because it is %s is shown, and not changed, replaced or removed', async (_why, held) => {
    const { services, told } = bench(held)
    const change = { input, expectedRev: 3 }
    for (const deed of [
      services.replace(id, change, actor),
      services.patch(id, change, actor),
      services.remove(id, actor),
    ]) {
      expect(await refusalFrom(deed)).toMatchObject({ code: 'forbidden' })
    }
    expect(told).toEqual([])
    expect(await services.get(id)).toMatchObject(held)
  })
})

describe('a service that is not there', () => {
  test('is refused as not found by everything', async () => {
    const { services, told } = bench(null)
    const change = { input, expectedRev: 3 }
    for (const deed of [
      services.get(id),
      services.replace(id, change, actor),
      services.patch(id, change, actor),
      services.remove(id, actor),
    ]) {
      expect(await refusalFrom(deed)).toMatchObject({
        code: 'not_found',
        message: 'There is no service 7',
      })
    }
    expect(told).toEqual([])
  })
})

test('removing a service that somebody else has just removed is refused as not found', async () => {
  const { services } = bench({}, undefined, null)
  expect(await refusalFrom(services.remove(id, actor))).toMatchObject({ code: 'not_found' })
})

test('removing a service says at which sequence it is gone', async () => {
  const { services, told } = bench()
  expect(await services.remove(id, actor)).toBe(seq)
  expect(told).toEqual([['remove', id, write, undefined]])
})

describe('removing a service as it was seen', () => {
  test('tells the store which version may go', async () => {
    const { services, told } = bench({ rev: 3 })
    expect(await services.remove(id, actor, 3)).toBe(seq)
    expect(told).toEqual([['remove', id, write, 3]])
  })

  test('is refused with what stands there now when it was changed before or meanwhile', async () => {
    const { services, told } = bench({ rev: 4 })
    expect(await refusalFrom(services.remove(id, actor, 3))).toMatchObject({
      code: 'stale',
      current: { rev: 4 },
    })
    expect(told).toEqual([])
    const raced = bench({ rev: 3 }, undefined, null)
    expect(await refusalFrom(raced.services.remove(id, actor, 3))).toMatchObject({ code: 'stale' })
  })
})
