import type { OutcomeRecord } from '../../../modules/checks/index.ts'
import { Age, plain } from './age.tsx'
import { ResponseTime } from './figure.tsx'
import { hx } from './hx.ts'
import { Icon } from './icon.tsx'
import { reasonText, Status } from './status.tsx'

type OutcomesProps = {
  readonly outcomes: readonly OutcomeRecord[]
  readonly caption: string
  /** What to say where there are none. */
  readonly none: string
}

export const OutcomesTable = ({ outcomes, caption, none }: OutcomesProps) => (
  <table class="outcomes">
    <caption class="hidden">{caption}</caption>
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
          <td colspan={4}>{none}</td>
        </tr>
      )}
      {outcomes.map((outcome) => (
        <OutcomeRow outcome={outcome} />
      ))}
    </tbody>
  </table>
)

/** Its id keeps an opened row open when newer ones come above it. */
const OutcomeRow = ({ outcome }: { outcome: OutcomeRecord }) => (
  <tr id={`outcome-${outcome.id}`}>
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
      <Found outcome={outcome} />
    </td>
  </tr>
)

const outcomeWords = { up: 'Up', degraded: 'Degraded', down: 'Down' } as const

const missedText = ({ slots, reason }: OutcomeRecord): string =>
  slots === 1 ? reasonText(reason) : `${slots} checks, ${reasonText(reason)}`

/** The message, and behind it what the probe saw. */
const Found = ({ outcome: { id, message, phases, evidence } }: { outcome: OutcomeRecord }) => {
  if (evidence === null) return <>{plain(message)}</>
  const took =
    phases === null ? [] : phaseNames.map(([name, word]) => [word, phases[name]] as const)
  return (
    <details id={`evidence-${id}`}>
      <summary>{plain(message)}</summary>
      <dl class="evidence">
        {Object.entries(evidence).map(([name, value]) => (
          <div>
            <dt>{plain(name.replaceAll('_', ' '))}</dt>
            <dd>{plain(String(value))}</dd>
          </div>
        ))}
        {took.map(
          ([word, ms]) =>
            ms !== null && (
              <div>
                <dt>{word}</dt>
                <dd>
                  <ResponseTime ms={ms} />
                </dd>
              </div>
            ),
        )}
      </dl>
    </details>
  )
}

const phaseNames = [
  ['dnsMs', 'name lookup'],
  ['connectMs', 'connecting'],
  ['tlsMs', 'TLS'],
  ['firstByteMs', 'first byte'],
] as const
