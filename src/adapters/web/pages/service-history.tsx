import type { EpochMs, ServiceId } from '../../../kernel/index.ts'
import { rfc3339Seconds } from '../../../kernel/index.ts'
import {
  Age,
  dayText,
  following,
  headId,
  Icon,
  type PastItem,
  reasonText,
  Status,
  spanText,
  timeText,
} from '../fragments/index.ts'
import { paths } from '../paths.ts'

export type HistoryProps = {
  readonly id: ServiceId
  readonly rev: number
  /** Newest first; `null` while the store is away. */
  readonly items: readonly PastItem[] | null
}

/** When the service was up, down and changed, as far as the journal is kept. */
export const HistoryPanel = ({ id, rev, items }: HistoryProps) => (
  <section
    id={`svc-${id}-history`}
    class="panel"
    aria-labelledby="h-history"
    {...following({ follows: headId(id), from: paths.partials.history(id), rev })}
  >
    <header>
      <h2 id="h-history">History</h2>
      <small>times in UTC</small>
    </header>
    <Items items={items} />
  </section>
)

const Items = ({ items }: Pick<HistoryProps, 'items'>) => {
  if (items === null) {
    return <p class="note">The history cannot be read now. It comes back by itself.</p>
  }
  if (items.length === 0) return <p class="note">Nothing has changed yet.</p>
  return (
    <ol class="past">
      {items.map((item) => (
        <li id={`past-${item.seq}`}>
          {item.kind === 'spell' ? <Spell spell={item} /> : <Deed kind={item.kind} at={item.at} />}
        </li>
      ))}
    </ol>
  )
}

const Moment = ({ at, text }: { at: EpochMs; text: string }) => {
  const datetime = rfc3339Seconds(at)
  return (
    <time datetime={datetime} title={datetime.replace('T', ' ').replace('Z', ' UTC')}>
      {text}
    </time>
  )
}

const fullText = (at: EpochMs): string => `${dayText(at)} ${timeText(at)}`

const Spell = ({ spell }: { spell: PastItem & { kind: 'spell' } }) => {
  const { status, from, to, reason } = spell
  return (
    <>
      <Status status={status} reason="" />
      <span class="when">
        <Stretch from={from} to={to} />
      </span>
      {tells(reason) && <small>{reasonText(reason)}</small>}
    </>
  )
}

const Stretch = ({ from, to }: { from: EpochMs; to: EpochMs | null }) => {
  if (to === null) {
    return (
      <>
        <Moment at={from} text={fullText(from)} />, <Age at={from} />
      </>
    )
  }
  const day = dayText(from)
  // Two times that read the same say nothing; the second does.
  if (fullText(from) === fullText(to)) {
    return (
      <>
        <Moment at={from} text={`${day} ${rfc3339Seconds(from).slice(11, 19)}`} />,{' '}
        {spanText(to - from)}
      </>
    )
  }
  return (
    <>
      <Moment at={from} text={fullText(from)} />–
      <Moment at={to} text={day === dayText(to) ? timeText(to) : fullText(to)} />,{' '}
      {spanText(to - from)}
    </>
  )
}

/** The status says as much by itself. */
const silent = new Set(['ok', 'paused_by_user', 'no_data'])

const tells = (reason: string | null): reason is string => reason !== null && !silent.has(reason)

const Deed = ({ kind, at }: { kind: 'added' | 'changed'; at: EpochMs }) => (
  <>
    <span class="s">
      <Icon name={kind === 'added' ? 'plus' : 'edit'} />
      <span>{kind === 'added' ? 'Added' : 'Settings changed'}</span>
    </span>
    <span class="when">
      <Moment at={at} text={fullText(at)} />
    </span>
  </>
)
