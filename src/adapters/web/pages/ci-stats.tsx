import type { ConnectionId } from '../../../kernel/index.ts'
import type { Connection, Figures, Statistics } from '../../../modules/pipelines/index.ts'
import { amountText, following, plain, rateText } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Platforms, Projects } from './ci-stats-tables.tsx'
import { Definitions } from './ci-stats-words.tsx'
import { Fact } from './fact.tsx'
import { DayCharts } from './project-trends.tsx'
import { durationText } from './run-words.tsx'
import { ciTabs, Tabs } from './tabs.tsx'

export const statsRanges = [7, 30, 90, 365] as const
export type StatsRange = (typeof statsRanges)[number]

/** What the figures are of. */
export type StatsView = {
  readonly days: StatsRange
  /** `null`: all of them. */
  readonly connection: ConnectionId | null
}

export type StatsProps = {
  readonly view: StatsView
  readonly rev: number
  readonly timeZone: string
  readonly titleOf: (platform: string) => string
  /** `null` while the store is away. */
  readonly statistics: Statistics | null
}

export type StatsPageProps = StatsProps & {
  readonly connections: readonly Pick<Connection, 'id' | 'name'>[]
}

/** The address of such figures; what is usual is left out. */
export function statsAt(base: string, { days, connection }: StatsView): string {
  const query = new URLSearchParams({
    ...(days !== 30 && { days: String(days) }),
    ...(connection !== null && { connection: String(connection) }),
  }).toString()
  return query === '' ? base : `${base}?${query}`
}

/** What all runs of all projects add up to. */
export const StatsPage = ({ connections, ...stats }: StatsPageProps) => (
  <>
    <header class="title">
      <h1>Statistics</h1>
    </header>
    <Tabs label="CI" tabs={ciTabs} at={paths.ciStats} />
    <Choices view={stats.view} connections={connections} />
    <StatsPanels {...stats} />
    <Definitions timeZone={stats.timeZone} />
  </>
)

type ChoicesProps = Pick<StatsPageProps, 'view' | 'connections'>

const Choices = ({ view, connections }: ChoicesProps) => (
  <search class="filters" aria-label="Choose what is counted">
    <form method="get" action={paths.ciStats}>
      <p>
        <label for="stats-days">Range</label>
        <select id="stats-days" name="days">
          {statsRanges.map((days) => (
            <option value={days} selected={days === view.days}>
              {rangeText(days)}
            </option>
          ))}
        </select>
      </p>
      <p>
        <label for="stats-connection">Connection</label>
        <select id="stats-connection" name="connection">
          <option value="">all</option>
          {connections.map(({ id, name }) => (
            <option value={id} selected={id === view.connection}>
              {plain(name)}
            </option>
          ))}
        </select>
      </p>
      <button type="submit">Show</button>
    </form>
  </search>
)

const rangeText = (days: StatsRange): string => (days === 365 ? 'Last year' : `Last ${days} days`)

/** Sums change with every run, so time makes them ask again, and no single run. */
const everyMs = 60_000

export const StatsPanels = (props: StatsProps) => {
  const { view, rev, statistics } = props
  const own = 'ci-stats'
  const from = statsAt(paths.partials.ciStats, view)
  return (
    <div id={own} class="panels" {...following({ follows: own, from, rev, everyMs })}>
      {statistics === null ? (
        <p class="note">The statistics cannot be read now. They come back by themselves.</p>
      ) : (
        <Shown {...props} statistics={statistics} />
      )}
    </div>
  )
}

type ShownProps = StatsProps & { readonly statistics: Statistics }

const Shown = ({ view, timeZone, titleOf, statistics }: ShownProps) => {
  const { totals, days, platforms, slowest, mostActive, mostFailing } = statistics
  return (
    <>
      <section class="panel" aria-labelledby="h-totals">
        <header>
          <h2 id="h-totals">{rangeText(view.days)}</h2>
          <small>days of {timeZone}</small>
        </header>
        <Totals figures={totals} />
      </section>
      <section class="panel trends" aria-labelledby="h-days">
        <header>
          <h2 id="h-days">Day by day</h2>
        </header>
        {totals.total === 0 ? (
          <p class="note">Nothing ran in this time.</p>
        ) : (
          <DayCharts days={days} timeZone={timeZone} />
        )}
      </section>
      <Platforms platforms={platforms} titleOf={titleOf} />
      <Projects title="Slowest projects" projects={slowest} titleOf={titleOf} />
      <Projects title="Most active projects" projects={mostActive} titleOf={titleOf} />
      <Projects
        title="Most failing projects"
        of="with more than ten runs"
        projects={mostFailing}
        titleOf={titleOf}
      />
    </>
  )
}

const Totals = ({ figures }: { figures: Figures }) => (
  <dl class="facts">
    <Fact word="Runs">{amountText(figures.total)}</Fact>
    <Fact word="Passed">{amountText(figures.succeeded)}</Fact>
    <Fact word="Failed">{amountText(figures.failed)}</Fact>
    <Fact word="Canceled">{amountText(figures.canceled)}</Fact>
    <Fact word="Skipped">{amountText(figures.skipped)}</Fact>
    <Fact word="Success rate">{rateText(figures.successRate)}</Fact>
    <Fact word="Average duration">{durationText(figures.averageMs)}</Fact>
    <Fact word="Shortest">{durationText(figures.minMs)}</Fact>
    <Fact word="Longest">{durationText(figures.maxMs)}</Fact>
    <Fact word="Duration p50">{durationText(figures.p50Ms)}</Fact>
    <Fact word="Duration p95">{durationText(figures.p95Ms)}</Fact>
    <Fact word="Queue p50">{durationText(figures.queueP50Ms)}</Fact>
    <Fact word="Queue p95">{durationText(figures.queueP95Ms)}</Fact>
  </dl>
)
