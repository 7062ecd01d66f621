import type { PublicService } from './golden.ts'

/** Uptime as a share of what was measured: what was not is left out. */

/** Of the latest checks; `null` before the first. Degraded counts as up. */
export function recentShare(recent: string): number | null {
  let up = 0
  let down = 0
  for (const letter of recent) {
    if (letter === 'u' || letter === 'g') up += 1
    if (letter === 'd') down += 1
  }
  return up + down === 0 ? null : up / (up + down)
}

/**
 * `99.98 %`, cut and not rounded: what was not up all the time is never shown as 100 %. The share
 * is written out first, as 0.9998 times 10,000 is a little less than 9,998.
 */
export function percentText(share: number): string {
  const hundredths = Math.floor(Number((share * 10_000).toFixed(6)))
  const digits = hundredths % 100 === 0 ? 0 : hundredths % 10 === 0 ? 1 : 2
  return `${(hundredths / 100).toFixed(digits)} %`
}

/** A service that is watched for a week is not known for a month. */
const knownDays = (days: readonly (number | null)[]): number =>
  days.filter((share) => share !== null).length

/** The figure that stands at a service, and of which time it is. */
export function uptimeText({ uptime, recent }: PublicService): string | null {
  if (uptime?.month != null && knownDays(uptime.days) !== 1) {
    return `${percentText(uptime.month)} up in ${Math.min(30, knownDays(uptime.days) || 30)} days`
  }
  if (uptime?.day != null) return `${percentText(uptime.day)} up in 24 hours`
  const share = recentShare(recent)
  return share === null ? null : `${percentText(share)} up in the last checks`
}

/** For a badge: the longest time of which something is known. */
export function uptimeShare({ uptime, recent }: PublicService): number | null {
  return uptime?.month ?? uptime?.day ?? recentShare(recent)
}

/** Below this a day counts as a bad one, and below the first as not quite a good one. */
const good = 0.999
const fair = 0.95

/** Days as the letters of a strip, so that one drawing serves both. */
export function dayLetters(days: readonly (number | null)[]): string {
  return days
    .map((share) => {
      if (share === null) return '-'
      if (share >= good) return 'u'
      return share >= fair ? 'g' : 'd'
    })
    .join('')
}
