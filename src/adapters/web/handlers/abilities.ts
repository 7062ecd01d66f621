import type { ConnectionId } from '../../../kernel/index.ts'
import { type Capability, capabilities } from '../../../modules/pipelines/index.ts'
import type { Site } from '../site.ts'

/** What the platform of a connection can be asked for. */
export type Abilities = (id: ConnectionId) => Promise<ReadonlySet<Capability>>

/**
 * A connector says what it can by the methods that it has, so one is opened for each platform, asked
 * nothing, and closed again. Where none can be opened nothing is known, and nothing is ruled out.
 */
export function createAbilities({ connections }: Pick<Site, 'connections'>): Abilities {
  const known = new Map<string, ReadonlySet<Capability>>()
  return async (id) => {
    const { platform, config } = await connections.get(id)
    const before = known.get(platform)
    if (before !== undefined) return before
    try {
      const connector = connections.platforms.open(platform, config)
      const able = new Set(capabilities.filter((one) => connector[one] !== undefined))
      await connector.close()
      known.set(platform, able)
      return able
    } catch {
      return new Set(capabilities)
    }
  }
}
