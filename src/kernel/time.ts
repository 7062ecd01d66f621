/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
type Unit = keyof typeof units

/**
 * Reads a duration as Prometheus writes it (`30s`, `1h30m`, `5m`); a bare number counts seconds.
 * @returns milliseconds, or `null` when the text is no duration.
 */
export function parseDuration(text: string | number): number | null {
  if (typeof text === 'number') return text >= 0 ? countable(text * 1_000) : null
  if (/^\d+(\.\d+)?$/.test(text)) return countable(Number(text) * 1_000)
  if (!/^(\d+(ms|s|m|h|d|w))+$/.test(text)) return null
  let total = 0
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d|w)/g)) {
    total += Number(count) * units[unit as Unit]
  }
  return countable(total)
}

/** What a number cannot hold exactly is no duration. */
const countable = (ms: number): number | null => (ms <= Number.MAX_SAFE_INTEGER ? ms : null)

/** Writes milliseconds as the shortest exact duration: `90000` is `1m30s`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s'
  let rest = ms
  let text = ''
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const count = Math.floor(rest / units[unit])
    if (count > 0) text += `${count}${unit}`
    rest -= count * units[unit]
  }
  return text
}

/** RFC 3339 in UTC, with milliseconds only where they are not zero. */
export const rfc3339 = (at: EpochMs): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toString()

/** RFC 3339 in UTC, whole seconds. */
export const rfc3339Seconds = (at: EpochMs): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: 'second' })
