import type { Bucket, Range, Series } from '../../../modules/checks/index.ts'
import { ChartFrame } from './chart-frame.tsx'
import { ResponseTime, responseText } from './figure.tsx'
import { bandPath, failurePath, heightOf, linePath } from './plot.ts'
import type { Figures } from './response.ts'
import { dayText, timeText, valueLabel, valueTicks } from './scale.ts'

export const rangeWords: Readonly<Record<Range, string>> = {
  '1h': '1 h',
  '6h': '6 h',
  '24h': '24 h',
  '7d': '7 d',
  '30d': '30 d',
  '90d': '90 d',
  '1y': '1 y',
}

type ChartProps = {
  readonly series: Series
  readonly figures: Figures
  readonly range: Range
}

/** Response times over a range. */
export const ResponseChart = ({ series, figures, range }: ChartProps) => {
  const ticks = valueTicks(figures.peak?.ms ?? 0)
  const top = ticks.at(-1) ?? 1
  const height = heightOf(top)
  const { from, to, buckets } = series
  const axes = {
    from,
    to,
    ticks,
    parts: buckets.length,
    label: (ms: number) => valueLabel(ms, top),
  }
  return (
    <ChartFrame {...axes} title={summaryOf(figures, range)}>
      <path class="band" stroke="none" d={bandPath(series, height)} />
      <path
        class="line"
        fill="none"
        d={linePath(buckets, ({ response }) => response?.avg ?? null, height)}
      />
      <path class="fail" fill="none" d={failurePath(series)} />
    </ChartFrame>
  )
}

const said = (ms: number): string => {
  const { value, unit } = responseText(ms)
  return `${value} ${unit}`
}

/** What the chart shows, in a sentence. */
export function summaryOf(figures: Figures, range: Range): string {
  const { latest, peak, trend, failed, checks } = figures
  const start = `Response time, last ${rangeWords[range]}`
  const fails = `${failed} of ${checks} checks failed`
  if (latest === null || peak === null) return `${start}: no answer, ${fails}`
  const when = `${dayText(peak.at)} ${timeText(peak.at)} UTC`
  return `${start}: now ${said(latest)}, peak ${said(peak.ms)} at ${when}, ${trend}; ${fails}`
}

/** The same data as figures: every part in which a check ran. */
export const DataTable = ({ series, range }: Pick<ChartProps, 'series' | 'range'>) => {
  const ran = series.buckets.filter(({ up, degraded, down }) => up + degraded + down > 0)
  return (
    <details class="data">
      <summary>Data table</summary>
      <section class="scroll" tabindex={0} aria-label="Data table">
        <table>
          <caption class="hidden">
            Response times of the last {rangeWords[range]}, times in UTC
          </caption>
          <thead>
            <tr>
              <th scope="col">From (UTC)</th>
              <th scope="col">Checks</th>
              <th scope="col">Failed</th>
              <th scope="col">Fastest</th>
              <th scope="col">Average</th>
              <th scope="col">Slowest</th>
            </tr>
          </thead>
          <tbody>
            {ran.map((bucket) => (
              <DataRow bucket={bucket} />
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}

const DataRow = ({ bucket }: { bucket: Bucket }) => {
  const { from, up, degraded, down, response } = bucket
  return (
    <tr>
      <th scope="row">
        {dayText(from)} {timeText(from)}
      </th>
      <td>{up + degraded + down}</td>
      <td>{down}</td>
      {([response?.min, response?.avg, response?.max] as const).map((ms) => (
        <td>
          <ResponseTime ms={ms ?? null} />
        </td>
      ))}
    </tr>
  )
}
