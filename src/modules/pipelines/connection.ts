import type { ConnectionId, EpochMs, Settings } from '../../kernel/index.ts'
import type { ConnectorFigures, Quota } from './connector.ts'
import type { FaultKind } from './fault.ts'

/** An instance of a platform that Pharos follows. */
export type Connection = {
  readonly id: ConnectionId
  readonly name: string
  /** A connector's folder: `github`. */
  readonly platform: string
  /** As the connector's schema read them; secrets are sealed. */
  readonly config: Settings
  readonly enabled: boolean
  /** Declared in the configuration file, and changed only there. */
  readonly owned: boolean
  readonly rev: number
  readonly createdAt: EpochMs
  readonly updatedAt: EpochMs
}

export type ConnectionDefinition = Pick<Connection, 'name' | 'platform' | 'config' | 'enabled'>

/** A failure of a connection or of one of its projects. */
export type Trouble = {
  readonly kind: FaultKind
  readonly message: string
  readonly at: EpochMs
  /** When it is tried again; `null`: with the next round. */
  readonly retryAt: EpochMs | null
}

/** How a connection does, as its collector last wrote it. */
export type ConnectionState = {
  /** When the list of projects was last read. */
  readonly listedAt: EpochMs | null
  /** When the last round over its projects ended. */
  readonly refreshedAt: EpochMs | null
  readonly trouble: Trouble | null
  readonly projects: {
    readonly total: number
    /** Whose history is there. */
    readonly filled: number
    readonly failing: number
  }
  readonly events: {
    readonly waiting: number
    readonly failed: number
    readonly lastAt: EpochMs | null
  }
  readonly calls: Omit<ConnectorFigures, 'quota'> | null
  readonly quota: Quota | null
  /** Whose token it is. */
  readonly user: string | null
}

export type ConnectionView = Connection & { readonly state: ConnectionState }
