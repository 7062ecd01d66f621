import type { Channel, ChannelStanding } from '../../../modules/alerts/index.ts'
import type { ChannelType } from '../forms/index.ts'
import { Age, type Eyes, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { ChooseKind } from './choose-kind.tsx'
import { Done } from './done.tsx'
import { Lines } from './lines.tsx'

export type ChannelsPageProps = {
  readonly channels: readonly Channel[]
  readonly standings: readonly ChannelStanding[]
  readonly kinds: readonly ChannelType[]
  readonly eyes: Eyes
  readonly done: string | null
}

/** Where notifications go, and how each of these places does. */
export const ChannelsPage = ({ channels, standings, kinds, eyes, done }: ChannelsPageProps) => (
  <>
    <h1>Channels</h1>
    <Done text={done} />
    <p class="note">
      A channel is told when a service goes down, gets slow, or is up again: of all services, or of
      those with its tags.
    </p>
    <section class="panel" aria-labelledby="h-channels">
      <header>
        <h2 id="h-channels">Where messages go</h2>
      </header>
      {channels.length === 0 ? (
        <p class="note">None yet: nobody is told of anything.</p>
      ) : (
        <Lines caption="Channels" columns={['Name', 'Goes to', 'Hears of', 'Latest message']}>
          {channels.map((channel) => (
            <ChannelRow
              channel={channel}
              kinds={kinds}
              standing={standings.find(({ channelId }) => channelId === channel.id)}
            />
          ))}
        </Lines>
      )}
    </section>
    {eyes === 'editor' && (
      <ChooseKind
        title="Add a channel"
        action={paths.newChannel}
        name="type"
        label="Type"
        value="webhook"
        kinds={kinds}
      />
    )}
  </>
)

type RowProps = {
  readonly channel: Channel
  readonly kinds: readonly ChannelType[]
  readonly standing: ChannelStanding | undefined
}

const ChannelRow = ({ channel, kinds, standing }: RowProps) => {
  const kind = kinds.find(({ type }) => type === channel.type)
  return (
    <tr>
      <th scope="row">
        <b>{plain(channel.name)}</b>
        {!channel.enabled && <span class="mark off">off</span>}
      </th>
      <td data-label="goes to">
        {kind?.title ?? channel.type}
        {kind !== undefined && <> at {placeOf(kind, channel)}</>}
      </td>
      <td data-label="hears of">
        {channel.tags.length === 0 ? 'all services' : plain(channel.tags.join(', '))}
      </td>
      <td data-label="latest">
        <Latest standing={standing} />
      </td>
      <td class="c-acts">
        <a
          class="button"
          href={paths.channel(channel.id)}
          aria-label={`Open ${plain(channel.name)}`}
        >
          Open
        </a>
      </td>
    </tr>
  )
}

const placeOf = (kind: ChannelType, { config }: Channel): string =>
  plain(kind.destination(config) ?? 'a secret address')

const Latest = ({ standing }: { standing: ChannelStanding | undefined }) => {
  const { last = null, dead = 0, due = 0 } = standing ?? {}
  return (
    <>
      {last === null ? <span class="none">none yet</span> : stateWords[last.state]}
      {last?.lastAt != null && (
        <>
          {' '}
          <Age at={last.lastAt} />
        </>
      )}
      {due > 0 && <span class="mark">{due} on the way</span>}
      {dead > 0 && <span class="mark off">{dead} given up</span>}
    </>
  )
}

/** What became of a message, for people. */
export const stateWords = {
  due: 'on its way',
  delivered: 'delivered',
  dead: 'given up',
  digested: 'told in a digest',
  withheld: 'withheld',
} as const
