import type { ConnectionId, Page } from '../../../kernel/index.ts'
import type { StoredEvent } from '../../../modules/pipelines/index.ts'
import {
  Age,
  ciMarkId,
  type Eyes,
  following,
  Icon,
  type IconName,
  plain,
} from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Lines } from './lines.tsx'
import { Pager } from './pager.tsx'

export type EventsProps = {
  readonly id: ConnectionId
  readonly rev: number
  readonly eyes: Eyes
  /** Newest first; `null` while the store is away. */
  readonly events: Page<StoredEvent> | null
}

/** The address of a page of them, on the page of the connection. */
export const eventsPath = (base: string, page: number): string =>
  page === 1 ? base : `${base}?events=${page}`

/** A delivery that comes tells the ledger nothing before it is processed. */
const everyMs = 10_000

/** What the platform sent, and what became of it. */
export const EventsPanel = ({ id, rev, eyes, events }: EventsProps) => {
  const from = eventsPath(paths.partials.connection(id, 'events'), events?.page ?? 1)
  return (
    <section
      id="deliveries"
      class="panel"
      aria-labelledby="h-deliveries"
      {...following({ follows: ciMarkId('all'), from, rev, everyMs })}
    >
      <header>
        <h2 id="h-deliveries">Deliveries</h2>
        <small>newest first</small>
      </header>
      {events === null ? (
        <p class="note">The deliveries cannot be read now. They come back by themselves.</p>
      ) : (
        <Events id={id} eyes={eyes} events={events} />
      )}
    </section>
  )
}

type ListProps = Pick<EventsProps, 'id' | 'eyes'> & { readonly events: Page<StoredEvent> }

const Events = ({ id, eyes, events }: ListProps) => {
  if (events.items.length === 0 && events.page === 1) {
    return <p class="note">The platform has told nothing yet.</p>
  }
  return (
    <>
      <Lines caption="Deliveries, newest first" columns={['Delivery', 'When', 'State', 'Attempts']}>
        {events.items.map((event) => (
          <EventRow event={event} eyes={eyes} />
        ))}
      </Lines>
      <Pager
        page={events}
        noun="deliveries"
        to={(page) => `${eventsPath(paths.connection(id), page)}#deliveries`}
      />
    </>
  )
}

const looks = {
  waiting: { tone: 'queued', icon: 'clock', word: 'waiting' },
  done: { tone: 'up', icon: 'check', word: 'processed' },
  failed: { tone: 'degraded', icon: 'warning', word: 'failed, tried again' },
  dead: { tone: 'down', icon: 'down', word: 'given up' },
} as const satisfies Record<
  StoredEvent['status'],
  { readonly tone: string; readonly icon: IconName; readonly word: string }
>

export const EventState = ({ event: { status, error } }: { event: StoredEvent }) => {
  const { tone, icon, word } = looks[status]
  return (
    <span class={`s ${tone}`}>
      <Icon name={icon} />
      <span>
        <b>{word}</b>
        {error !== null && <small class="why">{plain(error)}</small>}
      </span>
    </span>
  )
}

const EventRow = ({ event, eyes }: { event: StoredEvent; eyes: Eyes }) => {
  const { id, connectionId, type, receivedAt, attempts } = event
  return (
    <tr id={`event-${id}`}>
      <th scope="row">
        <b>
          {eyes === 'editor' ? (
            <a href={paths.connectionEvent(connectionId, id)}>{plain(type)}</a>
          ) : (
            plain(type)
          )}
        </b>
      </th>
      <td data-label="came">
        <Age at={receivedAt} />
      </td>
      <td>
        <EventState event={event} />
      </td>
      <td data-label="attempts">{attempts}</td>
      <td class="c-acts">{eyes === 'editor' && <Replay event={event} />}</td>
    </tr>
  )
}

export const Replay = ({ event: { id, connectionId, type } }: { event: StoredEvent }) => (
  <form method="post" action={paths.replayEvent(connectionId, id)}>
    <button type="submit" aria-label={`Replay ${plain(type)} ${id}`}>
      Replay
    </button>
  </form>
)
