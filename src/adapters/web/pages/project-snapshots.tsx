import type { Child } from 'hono/jsx'
import type { ProjectId } from '../../../kernel/index.ts'
import type {
  FoundIssue,
  FoundMergeRequest,
  Snapped,
  SnapshotKind,
} from '../../../modules/pipelines/index.ts'
import { Age, ciMarkId, following, Icon, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Lines } from './lines.tsx'
import { Lead } from './out-link.tsx'

export type SnapshotProps<Kind extends SnapshotKind> = {
  readonly id: ProjectId
  readonly rev: number
  /** What the platform is called, where it cannot be asked for such a list; else `null`. */
  readonly unasked: string | null
  /** `null` while the store is away. */
  readonly snapshot: Snapped<Kind> | null
}

/** As long as the page is open its lists stay fresh. */
const everyMs = 60_000

/** As many as the platform is asked for. */
const readAtMost = 50

type PanelProps = {
  readonly name: 'merge-requests' | 'issues'
  readonly title: string
  readonly props: SnapshotProps<SnapshotKind>
  readonly children?: Child
}

const Panel = ({ name, title, props: { id, rev, unasked, snapshot }, children }: PanelProps) => (
  <section
    id={`ci-${id}-${name}`}
    class="panel"
    aria-labelledby={`h-${name}`}
    {...following({
      follows: ciMarkId(id),
      from: paths.partials.project(id, name),
      rev,
      ...(unasked === null && { everyMs }),
    })}
  >
    <header>
      <h2 id={`h-${name}`}>{title}</h2>
      {snapshot?.fetchedAt != null && unasked === null && (
        <small>
          read <Age at={snapshot.fetchedAt} />
        </small>
      )}
    </header>
    <State title={title} unasked={unasked} snapshot={snapshot} />
    {unasked === null && children}
    {(snapshot?.value?.length ?? 0) >= readAtMost && (
      <p class="note">{`These are the newest ${readAtMost}; the platform may have more.`}</p>
    )}
  </section>
)

type StateProps = Pick<SnapshotProps<SnapshotKind>, 'unasked' | 'snapshot'> & {
  readonly title: string
}

/** Whether what stands below is the truth. */
const State = ({ title, unasked, snapshot }: StateProps) => {
  if (unasked !== null) {
    return (
      <p class="note">
        {unasked} is not asked for {title.toLowerCase()}.
      </p>
    )
  }
  if (snapshot === null)
    return <p class="note">They cannot be read now. They come back by themselves.</p>
  const { state, error } = snapshot
  if (state === 'loading') return <p class="note">Loading: the platform is asked.</p>
  if (state === 'fresh') return null
  const why = error === null ? 'the platform is asked again' : plain(error)
  return (
    <p class="stale-note">
      <Icon name={error === null ? 'clock' : 'warning'} />
      <span>
        {state === 'error' ? 'They could not be read: ' : 'These may be old: '}
        {why}.
      </span>
    </p>
  )
}

export const MergeRequestsPanel = (props: SnapshotProps<'merge_requests'>) => {
  const items = props.snapshot?.value ?? null
  return (
    <Panel name="merge-requests" title="Merge requests" props={props}>
      {items !== null &&
        (items.length === 0 ? (
          <p class="note">None is open.</p>
        ) : (
          <Lines
            caption="Open merge requests"
            columns={['Merge request', 'Branches', 'Author', 'Changed']}
            acts={false}
          >
            {items.map((item) => (
              <MergeRequestRow item={item} />
            ))}
          </Lines>
        ))}
    </Panel>
  )
}

const MergeRequestRow = ({ item }: { item: FoundMergeRequest }) => (
  <tr>
    <th scope="row">
      <Titled {...item} />
      {item.draft && <span class="mark">draft</span>}
    </th>
    <td>
      {plain(item.sourceBranch ?? '–')} into {plain(item.targetBranch ?? '–')}
    </td>
    <td data-label="by">{item.author === null ? '–' : plain(item.author)}</td>
    <td>{changedAt(item)}</td>
  </tr>
)

export const IssuesPanel = (props: SnapshotProps<'issues'>) => {
  const items = props.snapshot?.value ?? null
  return (
    <Panel name="issues" title="Issues" props={props}>
      {items !== null &&
        (items.length === 0 ? (
          <p class="note">None is open.</p>
        ) : (
          <Lines
            caption="Open issues"
            columns={['Issue', 'Labels', 'Author', 'Changed']}
            acts={false}
          >
            {items.map((item) => (
              <IssueRow item={item} />
            ))}
          </Lines>
        ))}
    </Panel>
  )
}

const IssueRow = ({ item }: { item: FoundIssue }) => (
  <tr>
    <th scope="row">
      <Titled {...item} />
    </th>
    <td>
      {item.labels.map((label) => (
        <span class="mark">{plain(label)}</span>
      ))}
    </td>
    <td data-label="by">{item.author === null ? '–' : plain(item.author)}</td>
    <td>{changedAt(item)}</td>
  </tr>
)

type TitledProps = Pick<FoundIssue, 'number' | 'title' | 'webUrl'>

const Titled = ({ number, title, webUrl }: TitledProps) => {
  const text = `#${number} ${plain(title)}`
  return (
    <b>
      <Lead to={webUrl}>{text}</Lead>
    </b>
  )
}

const changedAt = ({ updatedAt, createdAt }: Pick<FoundIssue, 'updatedAt' | 'createdAt'>) => {
  const at = updatedAt ?? createdAt
  return at === null ? <span class="none">–</span> : <Age at={at} />
}
