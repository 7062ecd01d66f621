import type { EpochMs } from '../../kernel/index.ts'
import type { CacheEntry, CacheStore } from '../../modules/pipelines/index.ts'

type Kept = { readonly entry: CacheEntry; readonly until: EpochMs }

export type MemoryOptions = {
  readonly now: () => EpochMs
  /** Entries kept at most; what was asked for the longest ago goes first. */
  readonly most?: number
}

/** Values in the memory of this process. */
export function createMemoryCache({ now, most = 2_000 }: MemoryOptions): CacheStore {
  const kept = new Map<string, Kept>()
  return {
    async get(key) {
      const found = kept.get(key)
      if (found === undefined) return null
      kept.delete(key)
      if (found.until <= now()) return null
      kept.set(key, found)
      return found.entry
    },
    async put(key, entry, ttlMs) {
      kept.delete(key)
      kept.set(key, { entry, until: now() + ttlMs })
      const [oldest] = kept.keys()
      if (kept.size > most && oldest !== undefined) kept.delete(oldest)
    },
    async close() {
      kept.clear()
    },
  }
}
