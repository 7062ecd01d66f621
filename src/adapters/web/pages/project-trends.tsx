import type { ProjectId } from '../../../kernel/index.ts'
import type { Insights } from '../../../modules/pipelines/index.ts'
import {
  type DayFigures,
  DayTable,
  DurationChart,
  following,
  plain,
  rateText,
  SuccessChart,
  spanText,
} from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Fact } from './fact.tsx'
import { Lines } from './lines.tsx'

export type Trends = { readonly days: readonly DayFigures[]; readonly insights: Insights }

export type TrendsProps = {
  readonly id: ProjectId
  readonly rev: number
  readonly timeZone: string
  readonly defaultBranch: string | null
  /** `null` while the store is away. */
  readonly trends: Trends | null
}

/** The whole month is read for it, so time alone makes it ask again, and no single run. */
const everyMs = 60_000

/** How the last 30 days went. */
export const TrendsPanel = (props: TrendsProps) => {
  const { id, rev, timeZone, trends } = props
  const own = `ci-${id}-trends`
  return (
    <section
      id={own}
      class="panel trends"
      aria-labelledby="h-trends"
      {...following({ follows: own, from: paths.partials.project(id, 'trends'), rev, everyMs })}
    >
      <header>
        <h2 id="h-trends">Last 30 days</h2>
        <small>days of {timeZone}</small>
      </header>
      {trends === null ? (
        <p class="note">The trends cannot be read now. They come back by themselves.</p>
      ) : (
        <Shown {...props} trends={trends} />
      )}
    </section>
  )
}

type ShownProps = TrendsProps & { readonly trends: Trends }

const Shown = ({ timeZone, defaultBranch, trends: { days, insights } }: ShownProps) => {
  if (days.every(({ total }) => total === 0)) return <p class="note">Nothing ran.</p>
  return (
    <>
      <DayCharts days={days} timeZone={timeZone} />
      <dl class="facts">
        <Fact word="Default branch red">{redText(insights, defaultBranch)}</Fact>
      </dl>
      <FlakyJobs jobs={insights.flakyJobs} />
    </>
  )
}

function redText({ redMs, redShare }: Insights, defaultBranch: string | null): string {
  if (defaultBranch === null) return 'not known: the platform names no default branch'
  if (redShare === null) return 'not known: no run of it ended'
  if (redMs === 0) return 'never'
  return `${spanText(redMs)}, ${rateText(redShare)} of the time that is known`
}

type DayChartsProps = { readonly days: readonly DayFigures[]; readonly timeZone: string }

/** Success and duration a day, drawn and as figures. */
export const DayCharts = ({ days, timeZone }: DayChartsProps) => (
  <>
    <div class="charts">
      <figure>
        <SuccessChart days={days} />
        <figcaption>
          <span class="key passed">passed</span> <span class="key failed">failed</span>{' '}
          <span>share of the runs of a day</span>
        </figcaption>
      </figure>
      <figure>
        <DurationChart days={days} />
        <figcaption>
          <span class="key line">p50</span> <span class="key far">p95</span>{' '}
          <span>duration of the runs of a day</span>
        </figcaption>
      </figure>
    </div>
    <DayTable days={days} timeZone={timeZone} />
  </>
)

const FlakyJobs = ({ jobs }: { jobs: Insights['flakyJobs'] }) => (
  <>
    <h3 class="sub">Flaky jobs</h3>
    {jobs.length === 0 ? (
      <p class="note">No job failed and then passed with the same commit.</p>
    ) : (
      <Lines
        caption="Jobs that failed and then passed with the same commit"
        columns={['Job', 'Failed, then passed', 'Runs']}
        acts={false}
      >
        {jobs.map(({ name, flakes, runs }) => (
          <tr>
            <th scope="row">
              <b>{plain(name)}</b>
            </th>
            <td data-label="failed, then passed">{flakes}</td>
            <td data-label="runs">{runs}</td>
          </tr>
        ))}
      </Lines>
    )}
  </>
)
