import type { Clock, EpochMs } from '../../kernel/index.ts'

/** A value as it was read once. Plain data: a store may keep it as JSON. */
export type CacheEntry = { readonly value: unknown; readonly fetchedAt: EpochMs }

/** Where read values are kept. A hint, never a record: what is lost is read again. */
export type CacheStore = {
  get(key: string): Promise<CacheEntry | null>
  put(key: string, entry: CacheEntry, ttlMs: number): Promise<void>
  close(): Promise<void>
}

/** What a reader gets: what is missing is a state, and never an empty value. */
export type Cached<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'error'; readonly error: unknown }
  | { readonly state: 'fresh'; readonly value: Value; readonly fetchedAt: EpochMs }
  /** Old, and being read again; `error` says why the latest reading failed. */
  | {
      readonly state: 'stale'
      readonly value: Value
      readonly fetchedAt: EpochMs
      readonly error: unknown
    }

export type CacheOptions = {
  readonly store: CacheStore
  readonly clock: Clock
  /** How long a value counts as fresh, and how long it is shown at all, in milliseconds. */
  readonly ttlMs: number
  readonly staleMs: number
}

export type Cache = ReturnType<typeof createCache>

/** A reading that takes longer is `loading` to whoever waits for it. */
const patienceMs = 5_000
const failuresKept = 1_000
/** A reading that failed is not begun anew sooner. */
const againMs = 5_000

type Failure = { readonly error: unknown; readonly at: EpochMs }

/**
 * Stale-while-revalidate: a value that is there is given at once, one that is old is read anew behind
 * it, once for however many ask.
 * @see https://www.rfc-editor.org/rfc/rfc5861#section-3
 */
export function createCache({ store, clock, ttlMs, staleMs }: CacheOptions) {
  const flights = new Map<string, Promise<CacheEntry>>()
  const failures = new Map<string, Failure>()

  function fail(key: string, error: unknown): void {
    failures.delete(key)
    failures.set(key, { error, at: clock.now() })
    const [oldest] = failures.keys()
    if (failures.size > failuresKept && oldest !== undefined) failures.delete(oldest)
  }

  /** Reads a value, unless somebody does already. */
  function load<Value>(key: string, read: () => Promise<Value>): Promise<CacheEntry> {
    const under = flights.get(key)
    if (under !== undefined) return under
    const flight = (async () => {
      const entry = { value: await read(), fetchedAt: clock.now() }
      failures.delete(key)
      await store.put(key, entry, ttlMs + staleMs)
      return entry
    })()
    flights.set(key, flight)
    flight.catch((error) => fail(key, error)).finally(() => flights.delete(key))
    return flight
  }

  async function first<Value>(key: string, read: () => Promise<Value>): Promise<Cached<Value>> {
    const ended = new AbortController()
    const late = clock.sleep(patienceMs, ended.signal).then(() => null)
    try {
      const entry = await Promise.race([load(key, read), late])
      if (entry === null) return { state: 'loading' }
      return { state: 'fresh', value: entry.value as Value, fetchedAt: entry.fetchedAt }
    } catch (error) {
      return { state: 'error', error }
    } finally {
      ended.abort()
    }
  }

  return {
    /** @param read plain data; it is asked once at a time for a key */
    async read<Value>(key: string, read: () => Promise<Value>): Promise<Cached<Value>> {
      const entry = await store.get(key)
      const now = clock.now()
      const age = entry === null ? Number.POSITIVE_INFINITY : now - entry.fetchedAt
      const failure = failures.get(key)
      const rests = failure !== undefined && now - failure.at < againMs
      if (entry === null || age > ttlMs + staleMs) {
        return rests ? { state: 'error', error: failure.error } : first(key, read)
      }
      const value = entry.value as Value
      if (age <= ttlMs) return { state: 'fresh', value, fetchedAt: entry.fetchedAt }
      if (!rests) void load(key, read).catch(() => undefined)
      return { state: 'stale', value, fetchedAt: entry.fetchedAt, error: failure?.error ?? null }
    },
    close: () => store.close(),
  }
}
