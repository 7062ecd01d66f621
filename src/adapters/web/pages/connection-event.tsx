import type { StoredEvent } from '../../../modules/pipelines/index.ts'
import { amountText, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { EventState, Replay } from './connection-events.tsx'
import { Done } from './done.tsx'
import { Fact } from './fact.tsx'
import { Stamp } from './when.tsx'

export type EventPageProps = {
  readonly event: StoredEvent
  readonly connection: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** As text, as much of it as is shown. */
  readonly body: string
  /** Bytes of it that are shown; `null` where that is all. */
  readonly cutAt: number | null
  readonly done: string | null
}

/** One delivery, as it came. */
export const EventPage = ({ event, connection, headers, body, cutAt, done }: EventPageProps) => (
  <div class="middling">
    <header class="title">
      <div>
        <h1>{plain(event.type)}</h1>
        <p class="url">
          Delivered to <a href={paths.connection(event.connectionId)}>{plain(connection)}</a>
        </p>
      </div>
      <div class="acts">
        <Replay event={event} />
      </div>
    </header>
    <Done text={done} />
    <section class="panel head" aria-label="State">
      <p class="now">
        <EventState event={event} />
      </p>
      <dl class="facts">
        <Fact word="Came">
          <Stamp at={event.receivedAt} />
        </Fact>
        <Fact word="Processed">
          {event.processedAt === null ? 'not yet' : <Stamp at={event.processedAt} />}
        </Fact>
        <Fact word="Attempts">{event.attempts}</Fact>
        <Fact word="Delivery">
          <code>{plain(event.deliveryId)}</code>
        </Fact>
      </dl>
    </section>
    <Headers headers={headers} />
    <section class="panel" aria-labelledby="h-body">
      <header>
        <h2 id="h-body">Body</h2>
        <small>{cutText(event.bytes, cutAt)}</small>
      </header>
      <section class="payload" tabindex={0} aria-label="What was sent">
        <pre>{plain(body)}</pre>
      </section>
    </section>
  </div>
)

function cutText(bytes: number, cutAt: number | null): string {
  const all = `${amountText(bytes)} bytes`
  return cutAt === null ? all : `the first ${amountText(cutAt)} of ${all}`
}

const Headers = ({ headers }: Pick<EventPageProps, 'headers'>) => (
  <section class="panel" aria-labelledby="h-headers">
    <header>
      <h2 id="h-headers">Headers</h2>
      <small>without those that hold credentials</small>
    </header>
    {headers.length === 0 ? (
      <p class="note">None were kept.</p>
    ) : (
      <dl class="evidence payload-headers">
        {headers.map(([name, value]) => (
          <div>
            <dt>{plain(name)}</dt>
            <dd>{plain(value)}</dd>
          </div>
        ))}
      </dl>
    )}
  </section>
)
