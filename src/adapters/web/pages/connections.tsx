import type { EpochMs } from '../../../kernel/index.ts'
import type { ConnectionView } from '../../../modules/pipelines/index.ts'
import type { ConfigType } from '../forms/index.ts'
import { Age, amountText, ciMarkId, type Eyes, following, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { ChooseKind } from './choose-kind.tsx'
import { BackFill, callsText, HealthNote, HealthState, quotaText } from './connection-health.tsx'
import { Done } from './done.tsx'
import { Lines } from './lines.tsx'

export type ConnectionListProps = {
  /** `null` while the store is away. */
  readonly connections: readonly ConnectionView[] | null
  readonly platforms: readonly ConfigType[]
  readonly rev: number
  readonly now: EpochMs
}

export type ConnectionsPageProps = ConnectionListProps & {
  readonly eyes: Eyes
  readonly done: string | null
}

/** The platforms that are followed, and how each of them does. */
export const ConnectionsPage = ({ eyes, done, ...list }: ConnectionsPageProps) => (
  <>
    <h1>Connections</h1>
    <Done text={done} />
    <p class="note">
      A connection is a platform that Pharos reads: its projects, their runs, branches and
      deployments.
    </p>
    <ConnectionList {...list} />
    {eyes === 'editor' && (
      <ChooseKind
        title="Add a connection"
        action={paths.newConnection()}
        name="platform"
        label="Platform"
        value={list.platforms[0]?.type ?? ''}
        kinds={list.platforms}
      />
    )}
  </>
)

/** Figures that the ledger does not tell are looked at this often. */
const everyMs = 30_000

export const ConnectionList = (props: ConnectionListProps) => (
  <section
    id="connections"
    class="panel"
    aria-labelledby="h-connections"
    {...following({
      follows: ciMarkId('all'),
      from: paths.partials.connections,
      rev: props.rev,
      everyMs,
    })}
  >
    <header>
      <h2 id="h-connections">Platforms</h2>
      <a href={paths.ci}>Projects</a>
    </header>
    <Listed {...props} />
  </section>
)

const columns = ['Connection', 'Health', 'Projects', 'Quota', 'Calls', 'Deliveries']

const Listed = ({ connections, platforms, now }: ConnectionListProps) => {
  if (connections === null) {
    return <p class="note">The connections cannot be read now. They come back by themselves.</p>
  }
  if (connections.length === 0) return <p class="note">None yet: no pipeline is read.</p>
  return (
    <>
      {connections.map((connection) => (
        <HealthNote connection={connection} now={now} named />
      ))}
      <Lines caption="Connections" columns={columns}>
        {connections.map((connection) => (
          <ConnectionRow
            connection={connection}
            platform={platforms.find(({ type }) => type === connection.platform)}
            now={now}
          />
        ))}
      </Lines>
    </>
  )
}

type RowProps = {
  readonly connection: ConnectionView
  readonly platform: ConfigType | undefined
  readonly now: EpochMs
}

const ConnectionRow = ({ connection, platform, now }: RowProps) => {
  const { id, name, state, owned } = connection
  const address = platform?.destination(connection.config) ?? null
  return (
    <tr id={`connection-${id}`}>
      <th scope="row">
        <b>
          <a href={paths.connection(id)}>{plain(name)}</a>
        </b>
        {owned && <span class="mark">from the file</span>}
        <small class="url">
          {platform?.title ?? plain(connection.platform)}
          {address !== null && ` at ${plain(address)}`}
        </small>
      </th>
      <td>
        <HealthState connection={connection} passive={address === null} now={now} />
      </td>
      <td data-label="projects">
        <BackFill connection={connection} />
      </td>
      <td data-label="quota">{address === null ? 'none' : quotaText(state, now)}</td>
      <td data-label="calls">{address === null ? 'none' : callsText(state)}</td>
      <td data-label="deliveries">
        <Deliveries {...state} />
      </td>
      <td class="c-acts">
        <a class="button" href={paths.connection(id)} aria-label={`Open ${plain(name)}`}>
          Open
        </a>
      </td>
    </tr>
  )
}

export const Deliveries = ({ events }: Pick<ConnectionView['state'], 'events'>) => (
  <>
    {events.lastAt === null ? <span class="none">none yet</span> : <Age at={events.lastAt} />}
    {events.waiting > 0 && <span class="mark">{amountText(events.waiting)} waiting</span>}
    {events.failed > 0 && <span class="mark off">{amountText(events.failed)} failed</span>}
  </>
)
