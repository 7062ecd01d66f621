import { Beats, hx, Icon, plain } from '../fragments/index.ts'
import { When } from '../pages/index.ts'
import { paths } from '../paths.ts'
import { type PublicService, type PublicWindow, type Snapshot, totalOf } from './golden.ts'
import { looks } from './look.ts'
import { lastKnown, type Overall, overallOf } from './overall.ts'
import { dayLetters, uptimeText } from './uptime.ts'

/** The parts of the public page that the stream replaces. */
export const partIds = {
  banner: 'st-banner',
  windows: 'st-windows',
  list: 'st-list',
  foot: 'st-foot',
} as const

export const rowIdOf = ({ id }: Pick<PublicService, 'id'>): string => `st-${id}`

const iconOf = ({ state }: Overall) => (state === 'none' ? 'unknown' : looks[state].icon)

export const TruthLine = ({ snapshot }: { snapshot: Snapshot }) => {
  const overall = overallOf(snapshot)
  const { stale, asOf, counts } = snapshot
  return (
    <p
      id={partIds.banner}
      class={`truth ${overall.state}${stale ? ' stale' : ''}`}
      data-state={overall.state}
      role="status"
    >
      <Icon name={iconOf(overall)} />
      <span>
        {overall.text}
        {stale && totalOf(counts) > 0 && (
          <small>
            {`Newer data cannot be read. What stands here is from `}
            <When at={asOf} />
            {`: ${lastKnown(counts).text}.`}
          </small>
        )}
      </span>
    </p>
  )
}

export const Windows = ({ windows }: { windows: readonly PublicWindow[] }) => (
  <section id={partIds.windows} aria-label="Maintenance" hidden={windows.length === 0}>
    <h2>Maintenance</h2>
    <ul class="list">
      {windows.map((window) => (
        <li>
          <p class="line">
            <b {...hx({ 'hx-ignore': true })}>{namesOf(window)}</b>
            <span class={`s ${window.active ? 'maintenance' : 'paused'}`}>
              <Icon name={window.active ? 'wrench' : 'clock'} />
              {window.active ? 'Under way' : 'Planned'}
            </span>
          </p>
          <p class="facts">
            <span>
              <When at={window.startsAt} />
              {' to '}
              {window.endsAt === null ? 'its end' : <When at={window.endsAt} />}
            </span>
          </p>
        </li>
      ))}
    </ul>
  </section>
)

function namesOf({ services, total }: PublicWindow): string {
  const rest = total - services.length
  return plain(services.join(', ')) + (rest > 0 ? ` and ${rest} more` : '')
}

export const ServiceLine = ({ service }: { service: PublicService }) => {
  const { name, state, since, uptime, recent } = service
  const { word, icon } = looks[state]
  const days = uptime?.days ?? []
  const figure = uptimeText(service)
  return (
    <li id={rowIdOf(service)} data-state={state}>
      <p class="line">
        <b {...hx({ 'hx-ignore': true })}>{name}</b>
        <span class={`s ${state}`}>
          <Icon name={icon} />
          {word}
        </span>
      </p>
      {days.length > 0 ? (
        <Beats recent={dayLetters(days)} label={daysLabel(days)} />
      ) : (
        <Beats recent={recent} />
      )}
      <p class="facts">
        <span>
          {'Since '}
          <When at={since} />
        </span>
        {figure !== null && <span>{figure}</span>}
      </p>
    </li>
  )
}

/** `Last 90 days: 88 without an outage, 2 with one`. */
function daysLabel(days: readonly (number | null)[]): string {
  const whole = days.filter((share) => share === 1).length
  const known = days.filter((share) => share !== null).length
  return `Last ${days.length} days: ${whole} without an outage, ${known - whole} with one`
}

type ListProps = { readonly shown: readonly PublicService[]; readonly total: number }

/** Services under their tags; a single tag is not worth a heading. */
export const ServiceList = ({ shown, total }: ListProps) => {
  const groups = Map.groupBy(shown, ({ group }) => group)
  return (
    <section id={partIds.list} class="groups" aria-label="Services" tabindex={-1}>
      {[...groups].map(([group, services]) => (
        <div>
          {groups.size > 1 && <h2>{group}</h2>}
          <ul class="list">
            {services.map((service) => (
              <ServiceLine service={service} />
            ))}
          </ul>
        </div>
      ))}
      {total > shown.length && (
        <p class="more">{`and ${(total - shown.length).toLocaleString('en-US')} more`}</p>
      )}
    </section>
  )
}

export const Foot = ({ asOf, stale }: { asOf: number; stale: boolean }) => (
  <p id={partIds.foot} class="foot">
    <span>
      {stale ? 'State of ' : 'Updated '}
      <When at={asOf} />
    </span>
    <a href={paths.status.atom}>Changes as a feed</a>
    <a href={paths.status.json}>Data as JSON</a>
  </p>
)
