import { heartbeatTarget } from '../adapters/probes/index.ts'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Incoming, Recorded } from '../modules/checks/index.ts'
import type { Service } from '../modules/services/index.ts'

/** What comes in from jobs by a secret of its own. */
export type Inbound = {
  signal(token: string, incoming: Incoming): Promise<Recorded>
  /** The secret of a service that jobs call; `null` for others. */
  tokenOf(service: Pick<Service, 'type' | 'config'>): string | null
}

export const openInbound = (
  { heartbeats }: Pick<SqlStore, 'heartbeats'>,
  reveal: (setting: string) => string,
): Inbound => ({
  signal: (token, incoming) => heartbeats.record(heartbeatTarget(token), incoming),
  tokenOf({ type, config: { token } }) {
    if (type !== 'heartbeat' || typeof token !== 'string') return null
    try {
      return reveal(token)
    } catch {
      // Sealed with another key, as after a restore: the job knows it, the page cannot show it.
      return null
    }
  },
})
