import { type Counts, type PublicState, type Snapshot, totalOf } from './golden.ts'

/** One sentence of overall truth. `none`: there is nothing that it could be about. */
export type Overall = { readonly state: PublicState | 'none'; readonly text: string }

/** How things are. What cannot be known now is never said to be well. */
export const overallOf = ({ counts, stale }: Pick<Snapshot, 'counts' | 'stale'>): Overall =>
  stale ? { state: 'unknown', text: 'The current status is not known' } : lastKnown(counts)

type Rule = readonly [
  when: (counts: Counts, total: number) => boolean,
  state: Overall['state'],
  text: string,
]

/** The first that holds. */
const rules: readonly Rule[] = [
  [(_, total) => total === 0, 'none', 'No services are published here yet'],
  [({ down }, total) => down === total, 'down', 'All services are down'],
  [({ down }) => down > 0, 'down', 'Some services are down'],
  [({ degraded }) => degraded > 0, 'degraded', 'Some services are degraded'],
  [({ unknown }, total) => unknown === total, 'unknown', 'There is no data yet'],
  [({ unknown }) => unknown > 0, 'unknown', 'There is no data for some services'],
  [({ maintenance }) => maintenance > 0, 'maintenance', 'Maintenance is under way'],
  [({ paused }, total) => paused === total, 'paused', 'Nothing is checked at the moment'],
  [({ paused }) => paused > 0, 'up', 'All checked services are operational'],
]

/** How things were when they were last known. */
export function lastKnown(counts: Counts): Overall {
  const total = totalOf(counts)
  const rule = rules.find(([when]) => when(counts, total))
  if (rule === undefined) return { state: 'up', text: 'All systems operational' }
  const [, state, text] = rule
  return { state, text }
}
