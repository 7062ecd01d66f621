import type { ProjectView } from '../../../modules/pipelines/index.ts'
import { ciMarkId, following, type Markup } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { allProjects, type PhaseCounts } from '../projects/index.ts'
import { Phases } from './ci-filter.tsx'
import { ProjectTable } from './ci-table.tsx'

export type CiOverviewProps = {
  /** `null`: nothing is connected. */
  readonly counts: PhaseCounts | null
  /** Those that failed or go on now. */
  readonly worst: readonly ProjectView[]
  readonly row: (project: ProjectView) => Markup
  readonly rev: number
  readonly everyMs: number
}

/** Did it ship? The place is kept where nothing is connected, so that the panel comes with the first connection. */
export const CiOverview = ({ counts, worst, row, rev, everyMs }: CiOverviewProps) => {
  const follower = following({
    follows: ciMarkId('all'),
    from: paths.partials.ciOverview,
    rev,
    everyMs,
  })
  if (counts === null) return <section id="p-ci-overview" hidden {...follower} />
  return (
    <section id="p-ci-overview" class="panel" aria-labelledby="h-ci-overview" {...follower}>
      <header>
        <h2 id="h-ci-overview">Did it ship?</h2>
        <a href={paths.ci}>All projects</a>
      </header>
      <div class="ci-counts">
        <Phases query={allProjects} counts={counts} />
      </div>
      {worst.length > 0 && <ProjectTable projects={worst} row={row} caption="Failed or going on" />}
    </section>
  )
}
