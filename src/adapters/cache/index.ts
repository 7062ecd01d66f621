/** The cache: values that were read, in memory or in Redis. */
import type { Clock, Logger, Secret } from '../../kernel/index.ts'
import type { CacheStore } from '../../modules/pipelines/index.ts'
import { createMemoryCache } from './memory.ts'

export type CacheSettings =
  | { readonly type: 'memory' }
  | { readonly type: 'redis'; readonly url: Secret; readonly prefix: string }

/** The cache that the configuration names: in memory, or in Redis. */
export async function openCache(
  settings: CacheSettings,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Promise<CacheStore> {
  if (settings.type === 'memory') return createMemoryCache({ now: () => clock.now() })
  // Loaded only where it is used: it costs memory and start-up time.
  const { openRedisCache } = await import('./redis.ts')
  return openRedisCache({ ...settings, log })
}
