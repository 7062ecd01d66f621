import type { Day, Figures } from '../../../modules/pipelines/index.ts'
import { ChartFrame } from './chart-frame.tsx'
import { spanText } from './figure.tsx'
import { heightOf, linePath, plotHeight } from './plot.ts'

/** What ran on a day of the team's calendar. */
export type DayFigures = Figures & { readonly day: Day }

const dayMs = 86_400_000

type DayChartProps = {
  /** Every day, those without a run too, oldest first. */
  readonly days: readonly DayFigures[]
}

/** A day of the calendar as UTC has it, so that axes name it as it is called. */
const axisOf = (days: readonly DayFigures[]) => {
  const first = days[0]?.day ?? 0
  return { from: first * dayMs, to: (first + Math.max(1, days.length)) * dayMs, parts: days.length }
}

const percents = [0, 25, 50, 75, 100]
const percentLabel = (percent: number): string => `${percent} %`

/**
 * The share of each day that went well, with the share that failed above it. A day on which nothing
 * said whether something works stays empty: that is neither.
 */
export const SuccessChart = ({ days }: DayChartProps) => {
  const height = heightOf(1)
  return (
    <ChartFrame {...axisOf(days)} ticks={percents} label={percentLabel} title={successText(days)}>
      <path class="passed" d={barsPath(days, (rate) => [height(rate), plotHeight])} />
      <path class="failed" d={barsPath(days, (rate) => [0, height(rate)])} />
    </ChartFrame>
  )
}

type Span = readonly [top: number, bottom: number]

function barsPath(days: readonly DayFigures[], spanOf: (rate: number) => Span): string {
  return days
    .map(({ successRate }, i) => {
      if (successRate === null) return ''
      const [top, bottom] = spanOf(successRate)
      return bottom > top ? `M${2 * i + 0.2} ${top}h1.6v${bottom - top}h-1.6z` : ''
    })
    .join('')
}

/** `Success rate a day, last 30 days: 97.2 % of 214 runs, worst 3 Nov, 50 %`. */
export function successText(days: readonly DayFigures[]): string {
  const told = days.filter(({ successRate }) => successRate !== null)
  const start = `Success rate a day, ${daysText(days.length)}`
  if (told.length === 0) return `${start}: no run said whether it works`
  const good = told.reduce((sum, { succeeded }) => sum + succeeded, 0)
  const decided = good + told.reduce((sum, { failed }) => sum + failed, 0)
  const worst = Math.min(...told.map(({ successRate }) => successRate ?? 1))
  return `${start}: ${rateText(good / decided)} of ${decided} runs went well; the worst day had ${rateText(worst)}`
}

/** `97.2 %`, cut: nothing is rounded up to all. */
export const rateText = (rate: number | null): string =>
  rate === null ? '–' : `${Math.floor(rate * 1_000) / 10} %`

const daysText = (days: number): string => (days === 1 ? 'today' : `last ${days} days`)

/** Half of the runs of a day took no longer than the one line, 95 of 100 no longer than the other. */
export const DurationChart = ({ days }: DayChartProps) => {
  const ticks = durationTicks(Math.max(0, ...days.map(({ p95Ms }) => p95Ms ?? 0)))
  const height = heightOf(ticks.at(-1) ?? 1)
  return (
    <ChartFrame {...axisOf(days)} ticks={ticks} label={spanText} title={durationsText(days)}>
      <path class="line far" fill="none" d={linePath(days, ({ p95Ms }) => p95Ms, height)} />
      <path class="line" fill="none" d={linePath(days, ({ p50Ms }) => p50Ms, height)} />
    </ChartFrame>
  )
}

export function durationsText(days: readonly DayFigures[]): string {
  const start = `Duration of runs a day, ${daysText(days.length)}`
  const latest = days.findLast(({ p50Ms }) => p50Ms !== null)
  if (latest?.p50Ms == null) return `${start}: nothing ended`
  const most = Math.max(...days.map(({ p95Ms }) => p95Ms ?? 0))
  const now = `lately half took at most ${spanText(latest.p50Ms)}`
  return `${start}: ${now}; on the slowest day 95 of 100 took at most ${spanText(most)}`
}

/** Lines of the axis besides the one at 0. */
const mostLines = 4
const second = 1_000
const minute = 60 * second
const hour = 60 * minute
/** What people count time in. */
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * hour),
]

/** Round times at even distances, from 0 to one that is not below the peak. In milliseconds. */
export function durationTicks(peak: number): number[] {
  const whole = Math.ceil(peak / mostLines / (24 * hour)) * 24 * hour
  const step = steps.find((one) => one * mostLines >= peak) ?? whole
  const count = Math.max(1, Math.ceil(peak / step))
  return Array.from({ length: count + 1 }, (_, i) => i * step)
}
