import type { EpochMs } from '../../../kernel/index.ts'
import { type Bucket, levels, percentUp } from '../../../modules/checks/index.ts'
import { dayText } from './scale.ts'

/** Days of UTC as a strip of letters, so that days and checks are drawn alike. */

/** What a day counts as: a good one, not quite a good one, or a bad one. */
const good = 99.9
const fair = 95

export function dayLetter(day: Bucket): string {
  const percent = percentUp(day)
  if (percent === null) return '-'
  if (percent >= good) return 'u'
  return percent >= fair ? 'g' : 'd'
}

/** The days from the service's first on, the oldest first. What is known of older ones was brought along. */
export function daysSince(days: readonly Bucket[], since: EpochMs): readonly Bucket[] {
  const first = days.findIndex(
    (day) => day.from + levels.day > since || percentUp(day) !== null || day.missed > 0,
  )
  return first === -1 ? [] : days.slice(first)
}

/** `99.98`, as it was cut. */
export const percentText = (percent: number): string =>
  Number.isInteger(percent) ? String(percent) : percent.toFixed(2)

const countText = (count: number, words: string): string[] =>
  count === 0 ? [] : [`${count} ${words}`]

/** `Last 90 days: 87 up all day, 2 with failures, 1 not observed; worst 14 Nov, 97.20 %`. */
export function daysLabel(days: readonly Bucket[]): string {
  if (days.length === 0) return 'No day yet'
  const percents = days.map(percentUp)
  const whole = percents.filter((percent) => percent === 100).length
  const unseen = percents.filter((percent) => percent === null).length
  const parts = [
    ...countText(whole, 'up all day'),
    ...countText(days.length - whole - unseen, 'with failures'),
    ...countText(unseen, 'not observed'),
  ]
  return `Last ${days.length === 1 ? 'day' : `${days.length} days`}: ${parts.join(', ')}${worstText(days)}`
}

function worstText(days: readonly Bucket[]): string {
  let worst: { percent: number; from: EpochMs } | null = null
  for (const day of days) {
    const percent = percentUp(day)
    if (percent === null || percent === 100) continue
    if (worst === null || percent < worst.percent) worst = { percent, from: day.from }
  }
  return worst === null ? '' : `; worst ${dayText(worst.from)}, ${percentText(worst.percent)} %`
}
