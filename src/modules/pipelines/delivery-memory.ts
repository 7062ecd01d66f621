import type { EpochMs, ProjectId } from '../../kernel/index.ts'
import type { RunKey } from './connector.ts'

const most = 5_000
/** How long a name that the platform did not list is not asked about again. */
const missMs = 3_600_000

export type DeliveryMemory = ReturnType<typeof createDeliveryMemory>

/** What deliveries of a connection need not ask of its platform again. Bounded; what is forgotten costs a call. */
export function createDeliveryMemory() {
  const asked = new Map<string, EpochMs>()
  const missed = new Map<string, EpochMs>()
  const lookedInto = new Map<string, EpochMs>()

  function remember(map: Map<string, EpochMs>, key: string, at: EpochMs): void {
    map.delete(key)
    map.set(key, at)
    const [oldest] = map.keys()
    if (map.size > most && oldest !== undefined) map.delete(oldest)
  }

  return {
    /**
     * Whether something was asked for after a delivery came: the answer knew more than it does. So a
     * burst of deliveries about one run costs one call.
     */
    isCovered: (key: string, receivedAt: EpochMs): boolean => (asked.get(key) ?? -1) > receivedAt,
    asks: (key: string, at: EpochMs): void => remember(asked, key, at),
    /** Somebody looks at the jobs of a run: until it is over they are kept up to date. */
    looksInto: (id: ProjectId, run: RunKey, at: EpochMs): void =>
      remember(lookedInto, keyOf(id, run), at),
    isLookedInto: (id: ProjectId, run: RunKey): boolean => lookedInto.has(keyOf(id, run)),
    /** Whether a project of this name was looked for lately, and not found. */
    isMissing: (name: string, now: EpochMs): boolean =>
      now - (missed.get(name) ?? -missMs) < missMs,
    misses: (name: string, at: EpochMs): void => remember(missed, name, at),
  }
}

const keyOf = (id: ProjectId, { externalId, attempt }: RunKey): string =>
  `${id} ${attempt} ${externalId}`
