import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock } from '../kernel/index.ts'
import { define, type Targets } from '../modules/services/index.ts'
import type { Config } from './config/index.ts'
import { ownService } from './own-check.ts'

/** Makes Pharos' own service and those of the configuration file what they should be. */
export async function keepOwned(options: {
  readonly config: Config
  readonly store: SqlStore
  readonly targets: Targets
  readonly clock: Clock
}): Promise<void> {
  const { config, store, targets, clock } = options
  const by = (label: string) => ({
    actor: { userId: null, label, requestId: null },
    at: clock.now(),
  })
  await store.owned.keepOwn(ownService, by('pharos'))
  // A process whose configuration says nothing of services has no say in those of another's.
  if (config.source('services').kind === 'default') return
  const definitions = config.services.map((service) => define(service.reveal(), targets))
  await store.owned.keepFromFile(definitions, by('configuration file'))
}
