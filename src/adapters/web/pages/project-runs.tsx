import type { Page, ProjectId } from '../../../kernel/index.ts'
import { type Freshness, type Run, runStatuses } from '../../../modules/pipelines/index.ts'
import { Age, ciMarkId, following, hx, plain, RunState, runLook } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Lines } from './lines.tsx'
import { Pager } from './pager.tsx'
import { Commit, durationText, runName } from './run-words.tsx'
import { type RunsView, runsAt } from './runs-view.ts'

export type RunsProps = {
  readonly id: ProjectId
  readonly rev: number
  /** Whether an empty list is the truth. */
  readonly freshness: Freshness
  readonly view: RunsView
  /** Newest first; `null` while the store is away. */
  readonly runs: Page<Run> | null
}

/** Runs of a project, newest first. */
export const RunsPanel = (props: RunsProps) => {
  const { id, rev, view, runs } = props
  const from = runsAt(paths.partials.project(id, 'runs'), view)
  return (
    <section
      id={`ci-${id}-runs`}
      class="panel"
      aria-labelledby="h-runs"
      {...following({ follows: ciMarkId(id), from, rev })}
    >
      <header>
        <h2 id="h-runs">Runs</h2>
        <Filter id={id} view={view} />
      </header>
      {runs === null ? (
        <p class="note">The runs cannot be read now. They come back by themselves.</p>
      ) : (
        <Runs {...props} runs={runs} />
      )}
    </section>
  )
}

const Filter = ({ id, view }: Pick<RunsProps, 'id' | 'view'>) => (
  <form
    class="run-filter"
    method="get"
    action={`${paths.project(id)}#h-runs`}
    {...hx({ 'hx-morph-skip': true })}
  >
    <p>
      <label for="run-branch">Branch</label>
      <input
        id="run-branch"
        type="search"
        name="branch"
        value={plain(view.branch)}
        maxlength={300}
        placeholder="all"
        autocomplete="off"
        spellcheck={false}
      />
    </p>
    <p>
      <label for="run-status">Status</label>
      <select id="run-status" name="status">
        <option value="">all</option>
        {runStatuses.map((status) => (
          <option value={status} selected={status === view.status}>
            {runLook[status].word}
          </option>
        ))}
      </select>
    </p>
    <button type="submit">Show</button>
  </form>
)

const Runs = ({ id, freshness, view, runs }: RunsProps & { readonly runs: Page<Run> }) => {
  if (runs.total === 0) return <p class="note">{noneText(view, freshness)}</p>
  return (
    <>
      <RunTable runs={runs.items} caption="Runs, newest first" />
      <Pager
        page={runs}
        noun="runs"
        to={(page) => `${runsAt(paths.project(id), { ...view, page })}#h-runs`}
      />
    </>
  )
}

function noneText({ branch, status }: RunsView, freshness: Freshness): string {
  if (branch !== '' || status !== null) return 'No run is like that.'
  if (freshness === 'loading') return 'Loading: its runs are not read yet.'
  if (freshness === 'error') return 'Its runs could not be read.'
  return 'It has no run yet.'
}

type RunTableProps = { readonly runs: readonly Run[]; readonly caption: string }

export const RunTable = ({ runs, caption }: RunTableProps) => (
  <Lines
    caption={caption}
    columns={['Run', 'Status', 'Branch', 'Commit', 'Duration', 'Began']}
    acts={false}
  >
    {runs.map((run) => (
      <RunRow run={run} />
    ))}
  </Lines>
)

const RunRow = ({ run }: { run: Run }) => (
  <tr id={`run-${run.id}`}>
    <th scope="row">
      <b>
        <a href={paths.run(run.id)}>{plain(runName(run))}</a>
      </b>
      {run.attempt > 1 && <span class="mark">attempt {run.attempt}</span>}
      {run.superseded && <span class="mark">run again</span>}
    </th>
    <td>
      <RunState status={run.status} />
    </td>
    <td>
      {(run.branch ?? run.ref) ? plain(run.branch ?? run.ref ?? '') : <span class="none">–</span>}
    </td>
    <td>
      <Commit {...run} />
    </td>
    <td class="took" data-label="took">
      {durationText(run.durationMs)}
    </td>
    <td>
      <Age at={run.createdAt} />
    </td>
  </tr>
)
