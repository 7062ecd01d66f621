import type { EpochMs } from '../../../kernel/index.ts'

const written =
  /^(?<day>\d{4}-\d\d-\d\d)[T ](?<time>\d\d:\d\d:\d\d(?:\.\d{1,9})?) ?(?<zone>UTC|Z|[+-]\d\d:?\d\d)?$/

/**
 * A time as GitLab writes it: ISO 8601 in its API, `2016-08-12 15:26:29 UTC` and
 * `2021-04-28 21:50:00 +0200` in webhooks. One without a zone is in UTC.
 * @returns `null` for what is no time.
 */
export function instantOf(text: string): EpochMs | null {
  const { day, time, zone = 'UTC' } = written.exec(text)?.groups ?? {}
  if (day === undefined || time === undefined) return null
  const offset = zone === 'UTC' || zone === 'Z' ? 'Z' : zone.replace(/^(...):?(..)$/, '$1:$2')
  const at = Date.parse(`${day}T${time}${offset}`)
  return Number.isNaN(at) ? null : at
}

/** The latest of several times, those that are not known left out; `null` of none. */
export function latestOf(times: readonly (EpochMs | null)[]): EpochMs | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.max(...known)
}
