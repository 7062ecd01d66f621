import type { EpochMs } from '../../kernel/index.ts'
import type { Day } from './statistics.ts'

const hourMs = 3_600_000
const dayMs = 86_400_000
/** Eleven years of hours. */
const rememberedMost = 100_000

/** What a zone is off from UTC in an hour; `null` for an hour in which that changes. */
type Offsets = Map<number, number | null>

const known = new Map<string, Offsets>()

/**
 * The calendar day of an instant where the team lives. Offsets are asked for once an hour of time, since
 * a look into the time zone database costs as much as a thousand additions.
 * Throws `RangeError` for a zone that is not in it.
 */
export function dayOf(at: EpochMs, timeZone: string): Day {
  const hour = Math.floor(at / hourMs)
  let offsets = known.get(timeZone)
  if (offsets === undefined) {
    offsets = new Map()
    known.set(timeZone, offsets)
  }
  let offset = offsets.get(hour)
  if (offset === undefined) {
    offset = offsetOf(hour, timeZone)
    if (offsets.size >= rememberedMost) offsets.clear()
    offsets.set(hour, offset)
  }
  return Math.floor((at + (offset ?? offsetAt(at, timeZone))) / dayMs)
}

/** No zone has ever changed its offset twice within an hour, so its two ends tell. */
function offsetOf(hour: number, timeZone: string): number | null {
  const first = offsetAt(hour * hourMs, timeZone)
  return first === offsetAt((hour + 1) * hourMs - 1, timeZone) ? first : null
}

const offsetAt = (at: EpochMs, timeZone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6
