import type { Downstream, Run, RunDetail } from '../../../modules/pipelines/index.ts'
import { ciMarkId, following, plain, RunState } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Lead } from './out-link.tsx'
import { RunTable } from './project-runs.tsx'

type RelatedProps = { readonly detail: RunDetail; readonly rev: number }

/** Its other attempts, what started it, and what it started. Each has a status of its own. */
export const RelatedPanel = ({ detail, rev }: RelatedProps) => {
  const { run, project, attempts, parent, children } = detail
  const others = attempts.filter(({ id }) => id !== run.id)
  const away = awayOf(detail)
  const isAlone = others.length + children.length + away.length === 0 && run.parent === null
  return (
    <section
      id={`run-${run.id}-related`}
      class="panel"
      aria-labelledby="h-related"
      {...following({
        follows: ciMarkId(project.id),
        from: paths.partials.run(run.id, 'related'),
        rev,
      })}
    >
      <header>
        <h2 id="h-related">Attempts and other runs</h2>
      </header>
      {run.parent !== null && parent === null && (
        <p class="note">It was started by run {plain(run.parent.run)}, which is not known here.</p>
      )}
      {isAlone && <p class="note">It is the only attempt, and has to do with no other run.</p>}
      <Listed title="Other attempts" runs={others} />
      <Listed title="Started by" runs={parent === null ? [] : [parent]} />
      <Listed title="Started these" runs={children} />
      {away.length > 0 && <Away runs={away} />}
    </section>
  )
}

const Listed = ({ title, runs }: { title: string; runs: readonly Run[] }) =>
  runs.length === 0 ? null : (
    <>
      <h3 class="sub">{title}</h3>
      <RunTable runs={runs} caption={title} />
    </>
  )

/** Runs that its jobs started and that are not known here, as those of a project that is not followed. */
function awayOf({ jobs, children }: RunDetail): readonly Downstream[] {
  const here = new Set(children.map(({ externalId }) => externalId))
  return (jobs ?? []).flatMap(({ downstream }) =>
    downstream === null || here.has(downstream.run) ? [] : [downstream],
  )
}

const Away = ({ runs }: { runs: readonly Downstream[] }) => (
  <>
    <h3 class="sub">Started elsewhere</h3>
    <ul class="away">
      {runs.map(({ run, status, webUrl }) => (
        <li>
          <RunState status={status} /> <Lead to={webUrl}>run {plain(run)}</Lead>
        </li>
      ))}
    </ul>
  </>
)
