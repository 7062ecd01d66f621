import type { ProjectId } from '../../kernel/index.ts'
import { decidedOf, totalOf } from './figures.ts'
import type { RunTotals } from './statistics.ts'

/** What the projects of a stretch of time are compared by. */
export type ProjectSums = Omit<
  RunTotals,
  'durationBins' | 'durationMinMs' | 'durationMaxMs' | 'queueCount' | 'queueSumMs' | 'queueBins'
> & { readonly projectId: ProjectId }

export type Ranking = Readonly<
  Record<'mostActive' | 'slowest' | 'mostFailing', readonly ProjectId[]>
>

/** How many of them are told. */
const told = 10
/** A share of fewer runs says little. */
const fewRuns = 10

/** Most runs; longest average; greatest share of failures. Of equals, the older project stands first. */
export function rank(projects: readonly ProjectSums[]): Ranking {
  return {
    mostActive: topOf(projects, totalOf),
    slowest: topOf(projects, ({ durationSumMs, durationCount }) =>
      durationCount === 0 ? 0 : durationSumMs / durationCount,
    ),
    mostFailing: topOf(projects, (sums) =>
      totalOf(sums) > fewRuns && sums.failed > 0 ? sums.failed / decidedOf(sums) : 0,
    ),
  }
}

/** Those with the greatest figure. Nought is none. */
function topOf(
  projects: readonly ProjectSums[],
  figure: (sums: ProjectSums) => number,
): readonly ProjectId[] {
  return projects
    .map((sums) => ({ id: sums.projectId, figure: figure(sums) }))
    .filter((one) => one.figure > 0)
    .sort((a, b) => b.figure - a.figure || a.id - b.id)
    .slice(0, told)
    .map(({ id }) => id)
}
