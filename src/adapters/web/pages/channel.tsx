import type { FieldError } from '../../../kernel/index.ts'
import type { Attempt, Channel, Delivery } from '../../../modules/alerts/index.ts'
import type { ChannelType, Typed } from '../forms/index.ts'
import { Age, clockText, type Eyes, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { stateWords } from './channels.tsx'
import { atFields, ConfigFields, configLabels } from './config-fields.tsx'
import { Done } from './done.tsx'
import { ErrorSummary, Field } from './field.tsx'
import { Lines } from './lines.tsx'

export type ChannelPageProps = {
  readonly kind: ChannelType
  /** `null` for one that is not made yet. */
  readonly channel: Channel | null
  readonly text: Typed
  readonly errors: readonly FieldError[]
  readonly eyes: Eyes
  readonly done: string | null
  /** What became of a test that was just sent. */
  readonly tested: Attempt | null
  readonly deliveries: readonly Delivery[]
}

/** One channel: what can be set, whether it works, and what it has sent. */
export const ChannelPage = (props: ChannelPageProps) => {
  const { kind, channel, eyes, done, tested, deliveries } = props
  return (
    <div class="middling">
      <h1>{channel === null ? `New channel: ${kind.title}` : plain(channel.name)}</h1>
      <Done text={done} />
      {tested !== null && <Tested attempt={tested} />}
      {eyes === 'editor' ? <Form {...props} /> : <p class="note">{kind.title}</p>}
      {channel !== null && eyes === 'editor' && <Acts channel={channel} />}
      {channel !== null && <Deliveries deliveries={deliveries} eyes={eyes} />}
    </div>
  )
}

const outcomes = {
  delivered: 'The test message was taken',
  failed: 'The test message was not taken, and may be later',
  refused: 'The test message was refused',
} as const

const Tested = ({ attempt }: { attempt: Attempt }) => (
  <p class={attempt.kind === 'delivered' ? 'done' : 'summary'} role="status">
    {outcomes[attempt.kind]}: {plain(attempt.detail)}
  </p>
)

const Form = ({ kind, channel, text, errors: all }: ChannelPageProps) => {
  const errors = atFields(all)
  return (
    <form
      class="form panel"
      method="post"
      action={channel === null ? paths.channels : paths.channel(channel.id)}
    >
      <ErrorSummary errors={errors} labels={labelsOf(kind)} />
      <input type="hidden" name="type" value={kind.type} />
      {channel !== null && <input type="hidden" name="rev" value={text.rev ?? ''} />}
      <Field name="name" label="Name" value={text.name ?? ''} errors={errors} required />
      <ConfigFields kind={kind} text={text} errors={errors} />
      <Field
        name="tags"
        label="Tags"
        value={text.tags ?? ''}
        errors={errors}
        hint="It hears of services with one of these: shop, team:web. Empty: of all."
      />
      <Field name="enabled" label="On" type="yes" value={text.enabled ?? ''} errors={errors} />
      <div class="acts">
        <button type="submit" class="primary">
          {channel === null ? 'Add channel' : 'Save'}
        </button>
        <a class="button" href={paths.channels}>
          Cancel
        </a>
      </div>
    </form>
  )
}

const labelsOf = (kind: ChannelType): Readonly<Record<string, string>> => ({
  name: 'Name',
  tags: 'Tags',
  enabled: 'On',
  ...configLabels(kind),
})

const Acts = ({ channel }: { channel: Channel }) => (
  <section class="panel" aria-labelledby="h-acts">
    <header>
      <h2 id="h-acts">Try and remove</h2>
    </header>
    <div class="form">
      <form method="post" action={paths.testChannel(channel.id)}>
        <button type="submit">Send a test message</button>
      </form>
      <details>
        <summary>Remove this channel</summary>
        <p>What it has not sent yet is not sent, and what it has sent is forgotten.</p>
        <form method="post" action={paths.removeChannel(channel.id)}>
          <button type="submit" class="danger">
            Remove channel
          </button>
        </form>
      </details>
    </div>
  </section>
)

const Deliveries = ({ deliveries, eyes }: Pick<ChannelPageProps, 'deliveries' | 'eyes'>) => (
  <section id="deliveries" class="panel" aria-labelledby="h-deliveries">
    <header>
      <h2 id="h-deliveries">Latest messages</h2>
    </header>
    {deliveries.length === 0 ? (
      <p class="note">None yet.</p>
    ) : (
      <Lines caption="Latest messages" columns={['Message', 'State', 'When', 'Attempts']}>
        {deliveries.map((delivery) => (
          <DeliveryRow delivery={delivery} eyes={eyes} />
        ))}
      </Lines>
    )}
  </section>
)

const DeliveryRow = ({ delivery, eyes }: { delivery: Delivery; eyes: Eyes }) => {
  const { id, channelId, state, detail, attempts, lastAt, createdAt, dueAt } = delivery
  const again = state === 'dead' || state === 'withheld'
  return (
    <tr>
      <th scope="row">
        <b>{plain(titleOf(delivery))}</b>
      </th>
      <td data-label="state">
        {stateWords[state]}
        {detail !== null && `: ${plain(detail)}`}
        {attempts > 0 && dueAt !== null && `; again at ${clockText(dueAt)}`}
      </td>
      <td data-label="when">
        <Age at={lastAt ?? createdAt} />
      </td>
      <td data-label="attempts">{attempts}</td>
      <td class="c-acts">
        {again && eyes === 'editor' && (
          <form method="post" action={paths.replayDelivery(channelId, id)}>
            <button type="submit" aria-label={`Send "${plain(titleOf(delivery))}" again`}>
              Send again
            </button>
          </form>
        )}
      </td>
    </tr>
  )
}

function titleOf({ notification }: Delivery): string {
  switch (notification.kind) {
    case 'change':
      return `${notification.news.name}: ${notification.news.to}`
    case 'run':
      return `${notification.run.project}: ${notification.run.turn}`
    case 'digest':
      return `${notification.news.length + (notification.runs?.length ?? 0)} changes`
    case 'test':
      return 'A test'
    case 'notice':
      return notification.title
  }
}
