import { setTimeout as delay } from 'node:timers/promises'
import { parseTarget } from '../../src/adapters/probes/index.ts'
import { openSqlStore, type SqlStore } from '../../src/adapters/stores/sql/index.ts'
import { type Clock, Secret } from '../../src/kernel/index.ts'
import { silentLog } from '../../src/kernel/world.contract.ts'
import type { ServiceDefinition } from '../../src/modules/services/index.ts'

const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms) => delay(ms),
}

/** Opens the database that `DATABASE_URL` names, as the program would. */
export async function openStore(url: string): Promise<SqlStore> {
  const file = /^sqlite:(.+)$/.exec(url)?.[1]
  return openSqlStore(
    file === undefined
      ? { kind: 'postgres', url: new Secret(url), pool: 20 }
      : { kind: 'sqlite', file },
    { clock, log: silentLog },
  )
}

export type Seed = {
  readonly count: number
  readonly url: string
  readonly intervalMs: number
  readonly paused?: boolean
}

export const definitionOf = (name: string, seed: Omit<Seed, 'count'>): ServiceDefinition => {
  const { type, target, config } = parseTarget(seed.url, {})
  return {
    name,
    type,
    url: target,
    config: { ...(config as Record<string, unknown>) },
    intervalMs: seed.intervalMs,
    timeoutMs: null,
    failuresToDown: 2,
    successesToUp: 1,
    degradedAboveMs: null,
    retries: 0,
    flappingAfter: null,
    dependsOn: [],
    paused: seed.paused ?? false,
    tags: [],
  }
}

/** Services straight through the store, before any process runs on it. */
export async function seedServices(databaseUrl: string, seed: Seed): Promise<void> {
  const store = await openStore(databaseUrl)
  try {
    await store.migrate()
    const actor = { userId: null, label: 'seed', requestId: null }
    const names = Array.from({ length: seed.count }, (_, index) => `Service ${index + 1}`)
    for (let at = 0; at < names.length; at += 20) {
      await Promise.all(
        names
          .slice(at, at + 20)
          .map((name) =>
            store.services.create(definitionOf(name, seed), { actor, at: clock.now() }, null),
          ),
      )
    }
  } finally {
    await store.close()
  }
}
