import type { EpochMs, MaintenanceId, ServiceId } from '../../kernel/index.ts'

/** What a user asks Pharos to watch: the fields of a form or of a REST body, checked. */
export type ServiceDraft = {
  readonly name: string
  /** Where its first check looks: an http(s) or tcp URL. */
  readonly url: string
  readonly intervalMs: number
  /** `null` leaves it to the default. */
  readonly timeoutMs: number | null
  readonly failuresToDown: number
  readonly successesToUp: number
  readonly degradedAboveMs: number | null
  /** How often a check that failed is tried again before its outcome stands. */
  readonly retries: number
  /** Changes of status within its latest 21 results that make it flap; `null` for never. */
  readonly flappingAfter: number | null
  readonly paused: boolean
  /** What it belongs to, as `parseTags` reads it; in the order in which they were given. */
  readonly tags: readonly string[]
  /** Without these it cannot work: while one of them is down, nobody hears that this one is. */
  readonly dependsOn: readonly ServiceId[]
  /** Settings of the probe, as its schema names them. */
  readonly config: Readonly<Record<string, unknown>>
}

/** A draft whose URL and settings the probe's own schema has read. */
export type ServiceDefinition = ServiceDraft & {
  /** The probe's type. */
  readonly type: string
}

export type Standing = 'up' | 'degraded' | 'down' | 'unknown' | 'paused'

/** How a service is, as the checks say. */
export type Health = {
  readonly status: Standing
  /** Why it has that status: a reason of an outcome, `no_data`, `flapping`, `not_checked_yet`, `paused_by_user`. */
  readonly reason: string
  /** Since when it has that status. */
  readonly since: EpochMs
  readonly lastCheckedAt: EpochMs | null
  readonly responseMs: number | null
  /** The latest 90 outcomes at most, oldest first: `u`p, de`g`raded, `d`own, `-` missed. */
  readonly recent: string
  /** Work that goes on at it; `null` when none does. */
  readonly maintenance: Work | null
}

/** A maintenance that covers a service now. */
export type Work = { readonly id: MaintenanceId; readonly name: string; readonly until: EpochMs }

/** A service as people see it. */
export type Service = ServiceDefinition &
  Health & {
    readonly id: ServiceId
    /** Pharos itself: outside the users' ids and totals, and not to be changed. */
    readonly system: boolean
    /** Owned by the configuration file, so read-only here. */
    readonly fromFile: boolean
    /** The row version: rises with every change of the definition. */
    readonly rev: number
    readonly createdAt: EpochMs
    readonly updatedAt: EpochMs
  }

/** Pharos' own id. Users' services count from 1. */
export const ownServiceId = 0 as ServiceId
