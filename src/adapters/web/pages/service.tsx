import type { OutcomeRecord } from '../../../modules/checks/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import {
  Age,
  changeable,
  type Eyes,
  hx,
  Icon,
  insert,
  type Markup,
  outcomesId,
  plain,
  ResponseTime,
  reasonText,
  Status,
} from '../fragments/index.ts'
import { paths } from '../paths.ts'

export type ServicePageProps = {
  readonly service: Service
  readonly eyes: Eyes
  readonly banner: Markup
  readonly head: Markup
  readonly outcomes: readonly OutcomeRecord[] | null
}

/** One service: how it is, and what its latest checks found. */
export const ServicePage = ({ service, eyes, banner, head, outcomes }: ServicePageProps) => (
  <>
    {insert(banner)}
    <header class="title">
      <div {...hx({ 'hx-ignore': true })}>
        <h1>{plain(service.name)}</h1>
        <p class="url">{plain(service.url)}</p>
      </div>
      {eyes === 'editor' && changeable(service) && <Acts service={service} />}
      {service.fromFile && <p class="note">Defined in the configuration file; change it there.</p>}
    </header>
    {insert(head)}
    <OutcomesPanel service={service} outcomes={outcomes} />
  </>
)

const Acts = ({ service }: { service: Service }) => {
  const paused = service.status === 'paused'
  return (
    <div class="acts">
      <form
        method="post"
        action={paused ? paths.resumeService(service.id) : paths.pauseService(service.id)}
      >
        <button type="submit">{paused ? 'Resume' : 'Pause'}</button>
      </form>
      <a class="button" href={paths.editService(service.id)}>
        Edit
      </a>
      <a class="button danger" href={paths.deleteService(service.id)}>
        Delete
      </a>
    </div>
  )
}

/** Asks for itself again when the stream says that the service changed. */
export const OutcomesPanel = ({
  service,
  outcomes,
}: Pick<ServicePageProps, 'service' | 'outcomes'>) => (
  <section
    id={outcomesId(service.id)}
    class="panel"
    aria-labelledby="h-outcomes"
    {...hx({
      'hx-get': paths.partials.outcomes(service.id),
      'hx-trigger': 'htmx:after:swap from:#stream throttle:2s',
      'hx-swap': 'outerMorph',
      'hx-status:4xx': 'swap:none',
    })}
  >
    <header>
      <h2 id="h-outcomes">Latest checks</h2>
    </header>
    {outcomes === null ? (
      <p class="note">The checks cannot be read now. Reload the page to try again.</p>
    ) : (
      <OutcomesTable outcomes={outcomes} />
    )}
  </section>
)

const OutcomesTable = ({ outcomes }: { outcomes: readonly OutcomeRecord[] }) => (
  <table class="outcomes">
    <caption class="hidden">Latest checks, newest first</caption>
    <thead>
      <tr>
        <th scope="col" class="c-age">
          Checked
        </th>
        <th scope="col" class="c-status">
          Outcome
        </th>
        <th scope="col" class="c-time">
          Response
        </th>
        <th scope="col" class="c-message">
          Message
        </th>
      </tr>
    </thead>
    <tbody>
      {outcomes.length === 0 && (
        <tr class="empty">
          <td colspan={4}>Not checked yet.</td>
        </tr>
      )}
      {outcomes.map((outcome) => (
        <OutcomeRow outcome={outcome} />
      ))}
    </tbody>
  </table>
)

const OutcomeRow = ({ outcome }: { outcome: OutcomeRecord }) => (
  <tr>
    <td class="c-age">
      <Age at={outcome.checkedAt} />
    </td>
    <td class="c-status">
      {outcome.status === 'missed' ? (
        <span class="s unknown">
          <Icon name="unknown" />
          <span>
            <b>Missed</b>
            <small>{missedText(outcome)}</small>
          </span>
        </span>
      ) : (
        <Status
          status={outcome.status}
          reason={outcome.reason}
          word={outcomeWords[outcome.status]}
        />
      )}
    </td>
    <td class="c-time">
      <ResponseTime ms={outcome.phases?.totalMs ?? null} />
    </td>
    <td class="c-message" {...hx({ 'hx-ignore': true })}>
      {plain(outcome.message)}
    </td>
  </tr>
)

const outcomeWords = { up: 'Up', degraded: 'Degraded', down: 'Down' } as const

const missedText = ({ slots, reason }: OutcomeRecord): string =>
  slots === 1 ? reasonText(reason) : `${slots} checks, ${reasonText(reason)}`
