import type { EpochMs, MaintenanceId, Seq, ServiceId, Write } from '../../kernel/index.ts'
import type { Maintenance, MaintenanceDefinition } from './maintenance.ts'

export type SavedMaintenance =
  | { readonly kind: 'saved'; readonly maintenance: Maintenance; readonly seq: Seq }
  | { readonly kind: 'stale'; readonly current: Maintenance }
  | { readonly kind: 'absent' }

/** Each method is one whole transaction. What has begun by then is under way when it commits. */
export type MaintenanceStore = {
  /** Those that are not over first, by their next moment; then the others, newest first. */
  list(): Promise<readonly Maintenance[]>
  find(id: MaintenanceId): Promise<Maintenance | null>
  /** Throws `Refusal('invalid')` at `services` where there is no such service. */
  create(definition: MaintenanceDefinition, write: Write): Promise<Maintenance>
  save(
    id: MaintenanceId,
    change: { readonly definition: MaintenanceDefinition; readonly expectedRev: number },
    write: Write,
  ): Promise<SavedMaintenance>
  /** Ends the period that is under way; a single one that has not begun is called off. */
  end(id: MaintenanceId, write: Write): Promise<Maintenance | null>
  /** @returns whether there was one. */
  remove(id: MaintenanceId, write: Write): Promise<boolean>
}

/** What begins and ends by itself. */
export type MaintenanceClock = {
  /**
   * Begins and ends what is to begin or end, and covers services that came meanwhile.
   * @returns how many maintenances began or ended
   */
  advance(at: EpochMs): Promise<number>
}

/** Services that work is going on at, or is planned for, with the time. */
export type PlannedWork = {
  readonly startsAt: EpochMs
  readonly endsAt: EpochMs
  readonly services: readonly ServiceId[]
}

export type MaintenanceReader = {
  /** What is under way and the next periods of what is planned; 200 at most. */
  planned(at: EpochMs): Promise<readonly PlannedWork[]>
}
