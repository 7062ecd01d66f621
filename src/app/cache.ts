import { openCache } from '../adapters/cache/index.ts'
import { type Clock, fnv1a, type Logger } from '../kernel/index.ts'
import { type Cache, createCache } from '../modules/pipelines/index.ts'
import type { Config } from './config/index.ts'

/** The cache that the configuration names. Values of another database are none of ours, in a Redis that both use. */
export async function openConfiguredCache(
  { cache, database }: Pick<Config, 'cache' | 'database'>,
  world: { readonly clock: Clock; readonly log: Logger },
): Promise<Cache> {
  const { type, redisUrl, ttlMs, staleTtlMs } = cache
  const place = database.kind === 'sqlite' ? database.file : database.url.reveal()
  const store = await openCache(
    type === 'redis' && redisUrl !== null
      ? { type, url: redisUrl, prefix: `pharos:${fnv1a(place).toString(36)}:` }
      : { type: 'memory' },
    world,
  )
  return createCache({ store, clock: world.clock, ttlMs, staleMs: staleTtlMs })
}
