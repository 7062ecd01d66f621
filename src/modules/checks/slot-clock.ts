import type { Clock, EpochMs } from '../../kernel/index.ts'

/** Readings that differ by less are drift, which is followed; more is a jump. */
const jumpMs = 2_000

/**
 * After a jump back slot time runs slower by this share until it meets the database's again: an hour
 * in twenty. Else one night with a wrong clock would leave every slot in the future for ever.
 */
const slowerBy = 0.05
const mostSlower = jumpMs / 2

export type ClockReading = 'steady' | 'jumped_forward' | 'jumped_back'

/**
 * The time that slots follow: the database's, carried on by the monotonic clock between readings.
 * It follows a jump forward; after a jump back it goes on from where it was, so that the slots after
 * it are not asked for twice, nor an hour late, and comes back to the database's little by little.
 */
export type SlotClock = {
  now(): EpochMs
  /** Compares with a fresh reading of the database's clock. */
  read(databaseNow: EpochMs): ClockReading
}

/** @param highWater the newest slot that was ever claimed: slot time does not begin before it. */
export function createSlotClock(
  clock: Pick<Clock, 'monotonic'>,
  databaseNow: EpochMs,
  highWater: EpochMs | null,
): SlotClock {
  const ahead = highWater !== null && highWater - databaseNow > jumpMs
  let offset = (ahead ? highWater : databaseNow) - clock.monotonic()
  /** How far the database's clock is known to be behind. */
  let behind = ahead ? highWater - databaseNow : 0
  let readAt = clock.monotonic()
  const now = () => Math.round(clock.monotonic() + offset)
  /** Takes back some of what it is ahead, for the time since the latest reading. */
  function comeBack(drift: number): void {
    if (behind === 0 || Math.abs(drift) > mostSlower) return
    const back = Math.min(behind, mostSlower, slowerBy * (clock.monotonic() - readAt))
    behind -= back
    offset -= back
  }
  return {
    now,
    read(reading) {
      const drift = reading + behind - now()
      const isSteady = Math.abs(drift) <= jumpMs
      if (isSteady) {
        offset += drift
        comeBack(drift)
      }
      readAt = clock.monotonic()
      if (isSteady) return 'steady'
      if (drift < 0) {
        behind = now() - reading
        return 'jumped_back'
      }
      behind = Math.max(0, behind - drift)
      offset = Math.max(offset, reading + behind - clock.monotonic())
      return 'jumped_forward'
    },
  }
}
