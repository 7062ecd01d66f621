import type { EpochMs, FieldError } from '../../../kernel/index.ts'
import type { ConnectionView } from '../../../modules/pipelines/index.ts'
import type { ConfigType, Typed } from '../forms/index.ts'
import { ciMarkId, type Eyes, following, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { EventsPanel, type EventsProps } from './connection-events.tsx'
import { ConnectionForm, OwnedSettings } from './connection-form.tsx'
import { BackFill, callsText, HealthNote, HealthState, quotaText } from './connection-health.tsx'
import { type WebhookProps, WebhookSection } from './connection-webhook.tsx'
import { Deliveries } from './connections.tsx'
import { Done } from './done.tsx'
import { Fact } from './fact.tsx'
import { When } from './when.tsx'

export type ConnectionStateProps = {
  readonly connection: ConnectionView
  /** The address that is spoken to; `null` for one that is only spoken to by others. */
  readonly address: string | null
  readonly rev: number
  readonly now: EpochMs
}

export type ConnectionPageProps = {
  readonly platform: ConfigType
  readonly eyes: Eyes
  readonly done: string | null
  readonly text: Typed
  readonly errors: readonly FieldError[]
  readonly state: ConnectionStateProps
  /** `null` for eyes that may not see the secret, and for platforms without webhooks. */
  readonly webhook: WebhookProps | null
  readonly events: EventsProps
}

/** One connection: how it does, what can be set, and what its platform told. */
export const ConnectionPage = (props: ConnectionPageProps) => {
  const { platform, eyes, done, text, errors, state, webhook, events } = props
  const { connection } = state
  return (
    <div class="middling">
      <header class="title">
        <div>
          <h1>{plain(connection.name)}</h1>
          <p class="url">
            {platform.title}
            {state.address !== null && ` at ${plain(state.address)}`}
          </p>
        </div>
        {eyes === 'editor' && (
          <form class="acts" method="post" action={paths.refreshConnection(connection.id)}>
            <button type="submit">Refresh</button>
          </form>
        )}
      </header>
      <Done text={done} />
      <ConnectionState {...state} />
      {connection.owned && <OwnedSettings platform={platform} connection={connection} />}
      {!connection.owned && eyes === 'editor' && (
        <ConnectionForm platform={platform} connection={connection} text={text} errors={errors} />
      )}
      {webhook !== null && <WebhookSection {...webhook} />}
      <EventsPanel {...events} />
      {!connection.owned && eyes === 'editor' && <Removal connection={connection} />}
    </div>
  )
}

export type NewConnectionProps = {
  readonly platform: ConfigType
  readonly text: Typed
  readonly errors: readonly FieldError[]
}

export const NewConnectionPage = ({ platform, text, errors }: NewConnectionProps) => (
  <div class="middling">
    <h1>New connection: {platform.title}</h1>
    <ConnectionForm platform={platform} connection={null} text={text} errors={errors} />
  </div>
)

/** Figures that the ledger does not tell are looked at this often. */
const everyMs = 15_000

/** How a connection does, in figures. */
export const ConnectionState = ({ connection, address, rev, now }: ConnectionStateProps) => {
  const { id, state } = connection
  const from = paths.partials.connection(id, 'state')
  return (
    <section
      id={`connection-${id}-state`}
      class="panel head"
      aria-label="State"
      {...following({ follows: ciMarkId('all'), from, rev, everyMs })}
    >
      <p class="now">
        <HealthState connection={connection} passive={address === null} now={now} />
      </p>
      <HealthNote connection={connection} now={now} />
      <dl class="facts">
        <Fact word="Projects">
          <BackFill connection={connection} />
        </Fact>
        {address !== null && <Asked state={state} now={now} />}
        <Fact word="Deliveries">
          <Deliveries {...state} />
        </Fact>
      </dl>
    </section>
  )
}

const Asked = ({ state, now }: { state: ConnectionView['state']; now: EpochMs }) => (
  <>
    <Fact word="List of projects read">
      {state.listedAt === null ? 'not yet' : <When at={state.listedAt} />}
    </Fact>
    <Fact word="Token of">{state.user === null ? 'not told' : plain(state.user)}</Fact>
    <Fact word="Quota">{quotaText(state, now)}</Fact>
    <Fact word="Calls since the start">{callsText(state)}</Fact>
  </>
)

const Removal = ({ connection }: { connection: ConnectionView }) => (
  <section class="panel" aria-labelledby="h-remove">
    <header>
      <h2 id="h-remove">Remove</h2>
    </header>
    <div class="form">
      <details>
        <summary>Remove this connection</summary>
        <p>
          Its projects go with it, and their runs, deployments and statistics. This cannot be
          undone. To keep them, switch the connection off.
        </p>
        <form method="post" action={paths.removeConnection(connection.id)}>
          <button type="submit" class="danger">
            Remove connection
          </button>
        </form>
      </details>
    </div>
  </section>
)
