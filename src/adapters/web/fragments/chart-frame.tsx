import type { Child } from 'hono/jsx'
import type { EpochMs } from '../../../kernel/index.ts'
import { heightOf, plotHeight } from './plot.ts'
import { timeTicks } from './scale.ts'

/** Room above the plot for the label of its upper edge. */
const above = 18
const fullHeight = above + plotHeight + 24

type ChartFrameProps = {
  /** What the chart shows, in a sentence. */
  readonly title: string
  readonly from: EpochMs
  readonly to: EpochMs
  /** How many parts the time is cut into; each is 2 wide. */
  readonly parts: number
  /** From 0 up; the last is the upper edge. */
  readonly ticks: readonly number[]
  readonly label: (value: number) => string
  /** What is plotted. */
  readonly children?: Child
}

/**
 * The axes of a chart over time. The plot is stretched to the width that there is; text stands
 * beside it at a part of the width, so that it keeps its size.
 */
export const ChartFrame = ({ title, from, to, parts, ticks, label, children }: ChartFrameProps) => {
  const height = heightOf(ticks.at(-1) ?? 1)
  return (
    <svg class="chart" role="img" width="100%" height={fullHeight}>
      <title>{title}</title>
      <svg
        aria-hidden="true"
        y={above}
        width="100%"
        height={plotHeight}
        viewBox={`0 0 ${2 * parts} ${plotHeight}`}
        preserveAspectRatio="none"
      >
        <path
          class="grid"
          fill="none"
          d={ticks.map((tick) => `M0 ${height(tick)}h${2 * parts}`).join('')}
        />
        {children}
      </svg>
      {ticks.slice(1).map((tick) => (
        <text y={above + height(tick) - 4}>{label(tick)}</text>
      ))}
      {timeTicks(from, to).map(({ at, label: word }) => (
        <text x={`${(((at - from) / (to - from)) * 100).toFixed(1)}%`} y={fullHeight - 6} class="x">
          {word}
        </text>
      ))}
    </svg>
  )
}
