import type { ConnectionId } from '../../../kernel/index.ts'
import type { Capability } from '../../../modules/pipelines/index.ts'
import type { Site } from '../site.ts'

/** What the platform of a connection can be asked for. */
export type Abilities = (id: ConnectionId) => Promise<ReadonlySet<Capability>>

export const createAbilities =
  ({ connections }: Pick<Site, 'connections'>): Abilities =>
  async (id) => {
    const { platform } = await connections.get(id)
    return new Set(connections.platforms.can(platform))
  }
