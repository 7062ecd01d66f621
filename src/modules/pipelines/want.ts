import type { ConnectionId, EpochMs, ProjectId } from '../../kernel/index.ts'
import type { Trouble } from './connection.ts'
import type { RunKey } from './connector.ts'
import type { FoundIssue, FoundMergeRequest } from './found.ts'

/**
 * What somebody wants of a platform. It is written down, and whoever holds the tokens does it: pages
 * never wait for the outside, and a process that serves them needs no token.
 */
export type Want =
  /** Look at a project now, whatever the plan says. */
  | { readonly kind: 'refresh' }
  | { readonly kind: 'merge_requests' }
  | { readonly kind: 'issues' }
  | { readonly kind: 'jobs'; readonly run: RunKey }
  | { readonly kind: 'rerun'; readonly run: RunKey }
  /** Read the list of projects again; of a connection. */
  | { readonly kind: 'projects' }

export type WantKind = Want['kind']

export type Wanted = {
  readonly id: number
  readonly connectionId: ConnectionId
  /** `null` for what concerns a connection. */
  readonly projectId: ProjectId | null
  readonly want: Want
  readonly at: EpochMs
}

/** Lists that are read when somebody looks at them, and kept as they were then. */
export type Snapshots = {
  readonly merge_requests: readonly FoundMergeRequest[]
  readonly issues: readonly FoundIssue[]
}
export type SnapshotKind = keyof Snapshots

/** `null` in `value`: never read. The trouble is that of the latest try. */
export type Snapshot<Kind extends SnapshotKind> = {
  readonly value: Snapshots[Kind] | null
  readonly fetchedAt: EpochMs | null
  readonly trouble: Trouble | null
}

export type WantStore = {
  /** Writes it down once; a connection's project that is not there is nobody's. */
  want(
    connectionId: ConnectionId,
    projectId: ProjectId | null,
    want: Want,
    at: EpochMs,
  ): Promise<void>
  /** Those of a connection, oldest first. They stay until they are settled: a process that dies leaves them to the next. */
  wants(id: ConnectionId, limit: number): Promise<readonly Wanted[]>
  /** @returns whether it was still there: of two that settle it, one has it. */
  settleWant(id: number): Promise<boolean>
  snapshot<Kind extends SnapshotKind>(id: ProjectId, kind: Kind): Promise<Snapshot<Kind>>
  /** Tells the ledger when what people see has changed. A trouble keeps the value that is there. */
  saveSnapshot<Kind extends SnapshotKind>(
    id: ProjectId,
    kind: Kind,
    found: { readonly at: EpochMs } & (
      | { readonly value: Snapshots[Kind] }
      | { readonly trouble: Trouble }
    ),
  ): Promise<void>
}
