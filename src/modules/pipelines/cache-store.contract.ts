import { expect, test } from 'vitest'
import type { CacheStore } from './cache.ts'

export type CachePlace = {
  open(): Promise<CacheStore>
  /** Lets time pass for the store. */
  pass(ms: number): Promise<void>
}

/** What every `CacheStore` must do. */
export function cacheStoreContract(place: CachePlace): void {
  const entry = (value: unknown) => ({ value, fetchedAt: 1_000 })

  test('what was never put is missing, which is not the same as empty', async () => {
    const store = await place.open()
    expect(await store.get('nothing')).toBeNull()
    await store.put('empty', entry([]), 60_000)
    expect(await store.get('empty')).toEqual(entry([]))
    await store.close()
  })

  test('a value comes back as it was put, and the latest one stands', async () => {
    const store = await place.open()
    const value = { list: [1, 'zwei', null], at: 5, deep: { ü: true } }
    await store.put('a', entry('first'), 60_000)
    await store.put('a', entry(value), 60_000)
    expect(await store.get('a')).toEqual(entry(value))
    await store.close()
  })

  test('a value goes when its time is over', async () => {
    const store = await place.open()
    await store.put('short', entry(1), 40)
    await store.put('long', entry(2), 60_000)
    await place.pass(80)
    expect(await store.get('short')).toBeNull()
    expect(await store.get('long')).toEqual(entry(2))
    await store.close()
  })
}
