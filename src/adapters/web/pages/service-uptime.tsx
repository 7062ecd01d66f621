import type { Bucket, Uptime, UptimeRange } from '../../../modules/checks/index.ts'
import { percentUp } from '../../../modules/checks/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import {
  Beats,
  dayLetter,
  daysLabel,
  daysSince,
  dayText,
  following,
  headId,
  percentText,
  rangeWords,
  spanText,
} from '../fragments/index.ts'
import { paths } from '../paths.ts'

export type Uptimes = {
  readonly ranges: readonly { readonly range: UptimeRange; readonly uptime: Uptime }[]
  /** The last 90 days of UTC, the oldest first. */
  readonly days: readonly Bucket[]
}

export type UptimeProps = {
  readonly service: Service
  readonly rev: number
  /** `null` while the store is away. */
  readonly uptimes: Uptimes | null
}

/** Time alone moves the ranges on; so often they are looked at at least. */
const everyMs = 60_000

/** How much of its time the service was up, and how much of that anybody saw. */
export const UptimePanel = ({ service, rev, uptimes }: UptimeProps) => (
  <section
    id={`svc-${service.id}-uptime`}
    class="panel uptime"
    aria-labelledby="h-uptime"
    {...following({
      follows: headId(service.id),
      from: paths.partials.uptime(service.id),
      rev,
      everyMs,
    })}
  >
    <header>
      <h2 id="h-uptime">Uptime</h2>
      <small>days of UTC</small>
    </header>
    {uptimes === null ? (
      <p class="note">The uptime cannot be read now. It comes back by itself.</p>
    ) : (
      <Shown service={service} uptimes={uptimes} />
    )}
  </section>
)

const Shown = ({ service, uptimes }: { service: Service; uptimes: Uptimes }) => {
  const days = daysSince(uptimes.days, service.createdAt)
  return (
    <>
      <dl class="facts">
        {uptimes.ranges.map(({ range, uptime }) => (
          <div>
            <dt>{rangeWords[range]}</dt>
            <dd>
              <Figure uptime={uptime} intervalMs={service.intervalMs} />
            </dd>
          </div>
        ))}
      </dl>
      <figure>
        <Beats recent={days.map(dayLetter).join('')} label={daysLabel(days)} />
        <figcaption>The last 90 days, today on the right</figcaption>
      </figure>
      <Marred days={days} />
    </>
  )
}

const Figure = ({ uptime, intervalMs }: { uptime: Uptime; intervalMs: number }) => {
  const { percent, coverage, observedMs } = uptime
  if (percent === null) return <span class="none">nothing observed</span>
  return (
    <>
      {percentText(percent)} <small>%</small>
      <small> of {spanText(observedMs)} observed</small>
      {coverage !== null && coverage < 100 && <small>, coverage {percentText(coverage)} %</small>}
      <LeftOut uptime={uptime} intervalMs={intervalMs} />
    </>
  )
}

/** Time that counts neither as up nor as down. */
const LeftOut = ({ uptime, intervalMs }: { uptime: Uptime; intervalMs: number }) => {
  const { missedMs, maintenanceMs, idleMs } = uptime
  // A check that was just added or changed waits for its slot: nobody asks about that.
  const idle = idleMs > Math.max(60_000, 2 * intervalMs) ? idleMs : 0
  const parts = [
    [missedMs, 'missed'],
    [maintenanceMs, 'in maintenance'],
    [idle, 'without checks'],
  ] as const
  const told = parts.filter(([ms]) => ms > 0)
  if (told.length === 0) return null
  return (
    <small class="left-out">{told.map(([ms, word]) => `${spanText(ms)} ${word}`).join(', ')}</small>
  )
}

/** The days that the strip cannot tell to everybody. */
const Marred = ({ days }: { days: readonly Bucket[] }) => {
  const marred = days.filter(({ down, missed, maintenance }) => down + missed + maintenance > 0)
  if (marred.length === 0) return null
  return (
    <details class="data">
      <summary>Days with failures or gaps</summary>
      <section class="scroll" tabindex={0} aria-label="Days with failures or gaps">
        <table>
          <thead>
            <tr>
              <th scope="col">Day (UTC)</th>
              <th scope="col">Uptime</th>
              <th scope="col">Failed</th>
              <th scope="col">Missed</th>
              <th scope="col">Maintenance</th>
            </tr>
          </thead>
          <tbody>
            {marred.toReversed().map((day) => (
              <DayRow day={day} />
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}

const DayRow = ({ day }: { day: Bucket }) => {
  const percent = percentUp(day)
  return (
    <tr>
      <th scope="row">{dayText(day.from)}</th>
      <td>{percent === null ? '–' : `${percentText(percent)} %`}</td>
      {[day.downMs, day.missedMs, day.maintenanceMs].map((ms) => (
        <td>{ms === 0 ? '–' : spanText(ms)}</td>
      ))}
    </tr>
  )
}
