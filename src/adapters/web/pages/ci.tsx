import type { Seq } from '../../../kernel/index.ts'
import type { ConnectionView, ProjectView } from '../../../modules/pipelines/index.ts'
import {
  amountText,
  CiMark,
  ciMarkId,
  EmptyState,
  type Eyes,
  following,
  Icon,
  LoadingState,
  type Markup,
  plain,
} from '../fragments/index.ts'
import { paths } from '../paths.ts'
import {
  type Choices,
  ciQueryText,
  type ProjectGroup,
  type ProjectList,
  phases,
} from '../projects/index.ts'
import { CiFilter, Phases, phaseLook } from './ci-filter.tsx'
import { ProjectTable } from './ci-table.tsx'
import { ciTabs, Tabs } from './tabs.tsx'
import { faultWords } from './trouble.tsx'

export type CiPanelProps = {
  readonly list: ProjectList
  readonly row: (project: ProjectView) => Markup
  readonly rev: number
  /** Milliseconds after which time alone makes data old. */
  readonly everyMs: number
  readonly eyes: Eyes
  /** While there is no project: where they would come from. `null`: nobody could say. */
  readonly connections: readonly ConnectionView[] | null
  /** Whether there are projects at all. */
  readonly isEmpty: boolean
  /** Why what is shown is old; else empty. */
  readonly away: string
}

type CiPageProps = {
  readonly panel: CiPanelProps
  readonly choices: Choices
  readonly titleOf: (platform: string) => string
  /** Where the page's mark stands when it is sent. */
  readonly mark: Seq
}

/** All projects of all platforms. */
export const CiPage = ({ panel, choices, titleOf, mark }: CiPageProps) => (
  <>
    <CiMark at={mark} />
    <header class="title">
      <h1>CI</h1>
      <a class="button" href={`${paths.ciWall}${ciQueryText(panel.list.query)}`}>
        <Icon name="system" />
        Wall
      </a>
    </header>
    <Tabs label="CI" tabs={ciTabs} at={paths.ci} />
    {!panel.isEmpty && <CiFilter query={panel.list.query} choices={choices} titleOf={titleOf} />}
    <CiPanel {...panel} />
  </>
)

/** The projects that hold for a query. It asks for itself anew when one of them changes. */
export const CiPanel = (props: CiPanelProps) => {
  const { list, rev, everyMs, away, isEmpty } = props
  const from = `${paths.partials.ci}${ciQueryText(list.query)}`
  return (
    <section
      id="p-ci"
      class="panel"
      aria-label="Projects"
      {...following({ follows: ciMarkId('all'), from, rev, everyMs })}
    >
      {away !== '' && (
        <p class="stale-note">
          <Icon name="clock" />
          <span>{away}</span>
        </p>
      )}
      {isEmpty ? <NoProjects {...props} /> : <Listed {...props} />}
    </section>
  )
}

const Listed = ({ list, row }: CiPanelProps) => {
  const { query, counts, groups, total, shown } = list
  return (
    <>
      <div class="ci-counts">
        <Phases query={query} counts={counts} />
      </div>
      {total === 0 && (
        <p class="list-note">
          No project is like that now. <a href={paths.ci}>Clear filters</a>
        </p>
      )}
      {groups.map((group) =>
        query.group === 'none' ? (
          <ProjectTable projects={group.projects} row={row} caption="Projects" />
        ) : (
          <Group group={group} row={row} />
        ),
      )}
      {shown < total && (
        <p class="list-note">
          {`${amountText(total - shown)} more projects are not shown. Narrow the list to see them.`}
        </p>
      )}
    </>
  )
}

type GroupProps = { readonly group: ProjectGroup; readonly row: CiPanelProps['row'] }

/**
 * One where all is well is a single line. What somebody has opened stays open as long as it is well or
 * not as before; when that turns it is another element, so that trouble is never hidden.
 */
const Group = ({ group, row }: GroupProps) => {
  const isCalm = group.counts.passed === group.projects.length
  const name = group.name === '' ? 'Without owner' : plain(group.name)
  return (
    <details
      id={`ci-g-${encodeURIComponent(group.name.toWellFormed())}-${isCalm ? 'calm' : 'busy'}`}
      class="ci-group"
      open={!isCalm}
    >
      <summary>
        <b>{name}</b>
        {phases
          .filter((phase) => group.counts[phase] > 0)
          .map((phase) => (
            <span class={`s ${phaseLook[phase].tone}`}>
              <Icon name={phaseLook[phase].icon} />
              <span>{`${amountText(group.counts[phase])} ${phaseLook[phase].word.toLowerCase()}`}</span>
            </span>
          ))}
      </summary>
      <ProjectTable projects={group.projects} row={row} caption={`Projects: ${name}`} />
    </details>
  )
}

/** Nothing is connected, nothing was read yet, it could not be read, and there is nothing: four things. */
const NoProjects = ({ connections, eyes }: CiPanelProps) => {
  if (connections === null) {
    return <p class="note">The projects cannot be read now. They come back by themselves.</p>
  }
  if (connections.length === 0) {
    const action = { href: paths.newConnection(), word: 'Add a connection' }
    return (
      <EmptyState
        icon="bolt"
        title="No platform is connected"
        {...(eyes === 'editor' && { action })}
      >
        <p>
          Connect a platform, and its projects stand here with how their pipelines do.
          {eyes === 'viewer' && ' An editor can add the first one.'}
        </p>
      </EmptyState>
    )
  }
  const troubled = connections.filter(({ state }) => state.trouble !== null)
  if (troubled.length > 0) {
    return (
      <EmptyState icon="warning" title="No projects could be read">
        {troubled.map(({ id, name, state: { trouble } }) => (
          <p>
            <a href={paths.connection(id)}>{plain(name)}</a>
            {trouble !== null && `: ${faultWords[trouble.kind]}`}
          </p>
        ))}
      </EmptyState>
    )
  }
  if (connections.some(({ enabled, state }) => enabled && state.listedAt === null)) {
    return <LoadingState what="projects" />
  }
  const action = { href: paths.connections, word: 'Show the connections' }
  return (
    <EmptyState icon="list" title="No projects yet" action={action}>
      <p>The connected platforms list none that their tokens may see.</p>
    </EmptyState>
  )
}
