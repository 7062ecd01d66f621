import { setImmediate, setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { describeWith } from '../../../test/support/engines.ts'
import { Secret } from '../../kernel/index.ts'
import { createKeptLog, silentLog } from '../../kernel/world.contract.ts'
import { cacheStoreContract } from '../../modules/pipelines/cache-store.contract.ts'
import { createMemoryCache } from './memory.ts'
import { openRedisCache } from './redis.ts'

describe('the cache in memory', () => {
  let now = 0
  cacheStoreContract({
    open: async () => createMemoryCache({ now: () => now }),
    async pass(ms) {
      now += ms
    },
  })

  test('holds no more than it may: what was asked for the longest ago goes first', async () => {
    const store = createMemoryCache({ now: () => now, most: 2 })
    const entry = { value: 1, fetchedAt: 0 }
    await store.put('a', entry, 1_000)
    await store.put('b', entry, 1_000)
    await store.get('a')
    await store.put('c', entry, 1_000)
    expect(await store.get('b')).toBeNull()
    expect(await store.get('a')).toEqual(entry)
  })
})

describeWith('redis', 'the cache in Redis', (address) => {
  let opened = 0
  const open = async () => {
    const prefix = `test:${process.pid}:${opened++}:`
    const store = await openRedisCache({ url: new Secret(address), log: silentLog, prefix })
    // It connects by itself; until then everything is missing.
    const entry = { value: 'ready', fetchedAt: 0 }
    while ((await store.get('ready')) === null) {
      await setImmediate()
      await store.put('ready', entry, 60_000)
    }
    return store
  }
  cacheStoreContract({ open, pass: async (ms) => void (await setTimeout(ms)) })
})

test('a Redis that is away is an empty one, and is told of once', async () => {
  const log = createKeptLog()
  const store = await openRedisCache({ url: new Secret('redis://127.0.0.1:1'), log: log.log })
  await store.put('a', { value: 1, fetchedAt: 0 }, 1_000)
  expect(await store.get('a')).toBeNull()
  await store.close()
  expect(log.lines.filter(({ level }) => level === 'warn').length).toBeLessThanOrEqual(1)
})
