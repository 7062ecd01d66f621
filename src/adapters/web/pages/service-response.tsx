import { type Range, rangeNames, type Series } from '../../../modules/checks/index.ts'
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

/** Response times over a range. */
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
        <Measured range={range} series={series} />
      )}
    </section>
  )
}

const Ranges = ({ service, range }: Pick<ResponseProps, 'service' | 'range'>) => (
  <nav class="ranges" aria-label="Range">
    {rangeNames.map((one) => (
      <a
        href={paths.serviceRange(service.id, one)}
        aria-current={one === range ? 'true' : undefined}
      >
        {rangeWords[one]}
      </a>
    ))}
  </nav>
)

const countText = (count: number): string => count.toLocaleString('en-US').replaceAll(',', ' ')

const Measured = ({ range, series }: Pick<ResponseProps, 'range'> & { series: Series }) => {
  const figures = figuresOf(series)
  if (figures.checks === 0) {
    return <p class="nothing">Nothing was measured in the last {rangeWords[range]}.</p>
  }
  return (
    <>
      <FigureList figures={figures} />
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

const FigureList = ({ figures }: { figures: Figures }) => {
  const { average, within, peak, failed, checks } = figures
  return (
    <dl class="facts">
      <div>
        <dt>Average</dt>
        <dd>
          <ResponseTime ms={average} />
        </dd>
      </div>
      <div>
        <dt>95 of 100 within</dt>
        <dd>
          <ResponseTime ms={within} />
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
