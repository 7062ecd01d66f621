import { dayText as isoDay } from '../../../modules/pipelines/index.ts'
import { type DayFigures, rateText } from './day-chart.tsx'
import { spanText } from './figure.tsx'

type DayTableProps = {
  readonly days: readonly DayFigures[]
  /** Whose days they are. */
  readonly timeZone: string
}

/** The same data as figures: every day on which something ran, newest first. */
export const DayTable = ({ days, timeZone }: DayTableProps) => {
  const ran = days.filter(({ total }) => total > 0).toReversed()
  return (
    <details class="data">
      <summary>Data table</summary>
      <section class="scroll" tabindex={0} aria-label="Data table">
        <table>
          <caption class="hidden">Runs a day, newest first; days of {timeZone}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col">{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ran.map((day) => (
              <tr>
                <th scope="row">{isoDay(day.day)}</th>
                <td>{day.total}</td>
                <td>{day.succeeded}</td>
                <td>{day.failed}</td>
                <td>{rateText(day.successRate)}</td>
                <td>{durationOf(day.p50Ms)}</td>
                <td>{durationOf(day.p95Ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}

const columns = ['Day', 'Runs', 'Passed', 'Failed', 'Success rate', 'p50', 'p95']

const durationOf = (ms: number | null): string => (ms === null ? '–' : spanText(ms))
