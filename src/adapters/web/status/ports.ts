import type { EpochMs, ServiceId } from '../../../kernel/index.ts'
import type { Uptime } from './golden.ts'

/** Uptime of services, where something adds their outcomes up. */
export type UptimeReader = {
  /** Services of which nothing is known are missing. */
  uptimeOf(ids: readonly ServiceId[]): Promise<ReadonlyMap<ServiceId, Uptime>>
}

/** A time in which work on services was announced. */
export type MaintenanceWindow = {
  readonly startsAt: EpochMs
  /** `null`: until somebody ends it. */
  readonly endsAt: EpochMs | null
  readonly covers: (id: ServiceId) => boolean
}

export const isActive = ({ startsAt, endsAt }: MaintenanceWindow, now: EpochMs): boolean =>
  startsAt <= now && (endsAt === null || now < endsAt)

/** Active and upcoming windows, where somebody plans them. */
export type MaintenanceReader = {
  windows(): Promise<readonly MaintenanceWindow[]>
}

/** What the public page adds to the board, as it was read last. */
export type Extras = {
  readonly uptime: ReadonlyMap<ServiceId, Uptime>
  readonly windows: readonly MaintenanceWindow[]
}

export const noExtras: Extras = { uptime: new Map(), windows: [] }
