import { createClient } from '@redis/client'
import type { Logger, Secret } from '../../kernel/index.ts'
import type { CacheEntry, CacheStore } from '../../modules/pipelines/index.ts'

export type RedisOptions = {
  readonly url: Secret
  readonly log: Logger
  /** What the keys begin with, so that several installations may share a server. */
  readonly prefix?: string
}

/** A server that does not answer is as good as an empty one: pages do not wait for it. */
const commandMs = 500
const connectMs = 2_000
const mostBytes = 4_000_000

/**
 * Values in Redis, shared by several processes. While the server is away every value is missing,
 * and is read from where it comes from.
 */
export async function openRedisCache({
  url,
  log,
  prefix = 'pharos:cache:',
}: RedisOptions): Promise<CacheStore> {
  const client = createClient({
    url: url.reveal(),
    socket: {
      connectTimeout: connectMs,
      reconnectStrategy: (tries) => Math.min(tries * 200, 5_000),
    },
    // Commands of a time without a connection would only be answered when nobody waits any more.
    disableOfflineQueue: true,
  })
  let isTold = false
  client.on('error', (error) => {
    if (!isTold) log.warn('Redis is away: values are read from where they come from', { error })
    isTold = true
  })
  client.on('ready', () => {
    isTold = false
  })
  // It connects by itself, now or later.
  void client.connect().catch(() => undefined)
  return {
    get: (key) => orNull(async () => readEntry(await client.get(prefix + key))),
    async put(key, entry, ttlMs) {
      const text = JSON.stringify(entry)
      if (text.length > mostBytes) return
      await orNull(() =>
        client.set(prefix + key, text, { expiration: { type: 'PX', value: ttlMs } }),
      )
    },
    async close() {
      client.destroy()
    },
  }
}

function readEntry(text: string | null): CacheEntry | null {
  if (text === null) return null
  const entry: unknown = JSON.parse(text)
  return isEntry(entry) ? entry : null
}

const isEntry = (entry: unknown): entry is CacheEntry =>
  typeof entry === 'object' && entry !== null && 'value' in entry && 'fetchedAt' in entry

async function orNull<Value>(ask: () => Promise<Value>): Promise<Value | null> {
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(() => late.resolve(null), commandMs)
  try {
    return await Promise.race([ask(), late.promise])
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
