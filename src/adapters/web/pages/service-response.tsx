import {
  type Range,
  ranges,
  type Series,
  slotsIn,
  tooManySlots,
  uptimeOf,
} from '../../../modules/checks/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import {
  DataTable,
  dayText,
  type Figures,
  figuresOf,
  following,
  headId,
  ResponseChart,
  ResponseTime,
  rangeWords,
  spanText,
  timeText,
} from '../fragments/index.ts'
import { paths } from '../paths.ts'

export type ResponseProps = {
  readonly service: Service
  readonly rev: number
  readonly range: Range
  /** `null` while the store is away. */
  readonly series: Series | null
}

/** Time alone moves the chart on; so often it is looked at at least. */
const everyMs = 60_000

/** Uptime and response times over a range. */
export const ResponsePanel = (props: ResponseProps) => {
  const { service, range, series } = props
  const { id } = service
  return (
    <section
      id={`svc-${id}-response`}
      class="panel response"
      aria-labelledby="h-response"
      {...following({
        follows: headId(id),
        from: `${paths.partials.responseTimes(id)}?range=${range}`,
        rev: props.rev,
        everyMs,
      })}
    >
      <header>
        <h2 id="h-response">Response time</h2>
        <Ranges service={service} range={range} />
      </header>
      {series === null ? (
        <p class="note">The response times cannot be read now. They come back by themselves.</p>
      ) : (
        <Measured service={service} range={range} series={series} />
      )}
    </section>
  )
}

const isOffered = (range: Range, { intervalMs }: Service): boolean =>
  slotsIn(range, intervalMs) <= tooManySlots

const Ranges = ({ service, range }: Pick<ResponseProps, 'service' | 'range'>) => {
  const all = Object.keys(ranges) as Range[]
  const refused = all.find((one) => !isOffered(one, service))
  return (
    <nav class="ranges" aria-label="Range">
      {all.map((one) =>
        isOffered(one, service) ? (
          <a
            href={paths.serviceRange(service.id, one)}
            aria-current={one === range ? 'true' : undefined}
          >
            {rangeWords[one]}
          </a>
        ) : (
          <span class="none">{rangeWords[one]}</span>
        ),
      )}
      {refused !== undefined && (
        <small>
          {rangeWords[refused]} has {countText(slotsIn(refused, service.intervalMs))} checks;{' '}
          {countText(tooManySlots)} can be added up.
        </small>
      )}
    </nav>
  )
}

const countText = (count: number): string => count.toLocaleString('en-US').replaceAll(',', ' ')

const Measured = ({
  service,
  range,
  series,
}: Pick<ResponseProps, 'service' | 'range'> & { series: Series }) => {
  const figures = figuresOf(series)
  if (figures.checks === 0) {
    return <p class="nothing">Nothing was measured in the last {rangeWords[range]}.</p>
  }
  return (
    <>
      <FigureList service={service} series={series} figures={figures} />
      <figure>
        <ResponseChart series={series} figures={figures} range={range} />
        <figcaption>
          <span class="key line">average</span> <span class="key band">fastest to slowest</span>{' '}
          {figures.failed > 0 && <span class="key fail">failed checks</span>}{' '}
          <span>times in UTC</span>
        </figcaption>
      </figure>
      <DataTable series={series} range={range} />
    </>
  )
}

type FigureListProps = {
  readonly service: Service
  readonly series: Series
  readonly figures: Figures
}

const FigureList = ({ service, series, figures }: FigureListProps) => {
  const { percent, observedMs } = uptimeOf(series, service.intervalMs)
  const { average, peak, failed, checks } = figures
  return (
    <dl class="facts">
      <div>
        <dt>Uptime</dt>
        <dd>
          {percent === null ? '–' : percentText(percent)} <small>%</small>
          <small> of {spanText(observedMs)} observed</small>
        </dd>
      </div>
      <div>
        <dt>Average</dt>
        <dd>
          <ResponseTime ms={average} />
        </dd>
      </div>
      <div>
        <dt>Slowest</dt>
        <dd>
          <ResponseTime ms={peak?.ms ?? null} />
          {peak !== null && (
            <small>
              {' '}
              at {dayText(peak.at)} {timeText(peak.at)}
            </small>
          )}
        </dd>
      </div>
      <div>
        <dt>Failed checks</dt>
        <dd>
          {countText(failed)} <small>of {countText(checks)}</small>
        </dd>
      </div>
    </dl>
  )
}

const percentText = (percent: number): string =>
  Number.isInteger(percent) ? String(percent) : percent.toFixed(2)
