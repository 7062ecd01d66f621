import type {
  ChannelId,
  CheckId,
  ConnectionId,
  DeploymentId,
  EpochMs,
  MaintenanceId,
  ProjectId,
  RunId,
  Seq,
  ServiceId,
  UserId,
} from '../../kernel/index.ts'

/** The states that a check and a service can be in, as the journal speaks of them. */
export type Standing = 'up' | 'degraded' | 'down' | 'unknown' | 'paused'

/** Up and down as they are announced: degraded counts as up, unknown and paused as neither. */
export type Definite = 'up' | 'down'

/** Everything that happened and that another room may react to. */
export type DomainEvent =
  | { readonly type: 'service.created'; readonly serviceId: ServiceId; readonly name: string }
  | { readonly type: 'service.updated'; readonly serviceId: ServiceId; readonly name: string }
  | { readonly type: 'service.deleted'; readonly serviceId: ServiceId; readonly name: string }
  | {
      readonly type: 'check.verdict_changed'
      readonly serviceId: ServiceId
      readonly checkId: CheckId
      readonly from: Standing
      readonly to: Standing
      readonly reason: string
    }
  | {
      readonly type: 'service.status_changed'
      readonly serviceId: ServiceId
      readonly from: Standing
      readonly to: Standing
      /** What was last announced of it, and what holds now; `null` while nothing definite is known. */
      readonly announced: Definite | null
      readonly definite: Definite | null
    }
  | {
      readonly type: 'maintenance.started'
      readonly maintenanceId: MaintenanceId
      readonly name: string
      readonly until: EpochMs
      /** How many services it covers. */
      readonly services: number
    }
  | {
      readonly type: 'maintenance.ended'
      readonly maintenanceId: MaintenanceId
      readonly name: string
      readonly reason: 'elapsed' | 'green' | 'ended_by_user' | 'changed' | 'removed'
    }
  | { readonly type: 'channel.created'; readonly channelId: ChannelId; readonly name: string }
  | { readonly type: 'channel.updated'; readonly channelId: ChannelId; readonly name: string }
  | { readonly type: 'channel.deleted'; readonly channelId: ChannelId; readonly name: string }
  | {
      readonly type: 'run.finished'
      readonly projectId: ProjectId
      readonly runId: RunId
      /** The project's full name. */
      readonly project: string
      readonly title: string | null
      readonly status: 'success' | 'warning' | 'failed' | 'canceled' | 'skipped'
      /**
       * What it is to its branch: the first failure after a success, the first success after a
       * failure, or neither.
       */
      readonly turn: 'broken' | 'fixed' | null
      readonly branch: string | null
      readonly isDefaultBranch: boolean
      readonly sha: string | null
      readonly author: string | null
      readonly webUrl: string | null
    }
  | {
      readonly type: 'deployment.changed'
      readonly projectId: ProjectId
      readonly deploymentId: DeploymentId
      readonly project: string
      readonly environment: string
      readonly status: 'pending' | 'waiting' | 'running' | 'success' | 'failed' | 'canceled'
      readonly sha: string | null
      readonly author: string | null
      readonly webUrl: string | null
    }
  | {
      readonly type: 'connection.created' | 'connection.updated' | 'connection.deleted'
      readonly connectionId: ConnectionId
      readonly name: string
    }
  | { readonly type: 'user.registered'; readonly userId: UserId }
  | { readonly type: 'user.access_changed'; readonly userId: UserId }

export type EventType = DomainEvent['type']

/** An event in its place: `seq` rises in commit order and has gaps where only the ledger moved. */
export type JournalEntry = {
  readonly seq: Seq
  readonly at: EpochMs
  readonly event: DomainEvent
}
