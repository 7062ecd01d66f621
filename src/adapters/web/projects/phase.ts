import type { EpochMs } from '../../../kernel/index.ts'
import type { ProjectView, RunStatus } from '../../../modules/pipelines/index.ts'

/** What people ask of a project: did it ship? */
export const phases = ['failed', 'running', 'waiting', 'passed', 'other'] as const
export type Phase = (typeof phases)[number]

const phaseOfStatus = {
  failed: 'failed',
  running: 'running',
  pending: 'running',
  waiting: 'waiting',
  success: 'passed',
  warning: 'passed',
  canceled: 'other',
  skipped: 'other',
  unknown: 'other',
} as const satisfies Record<RunStatus, Phase>

export const phaseOf = ({ status }: Pick<ProjectView, 'status'>): Phase => phaseOfStatus[status]

export type PhaseCounts = Readonly<Record<Phase, number>>

export function countPhases(projects: Iterable<ProjectView>): PhaseCounts {
  const counts = { failed: 0, running: 0, waiting: 0, passed: 0, other: 0 }
  for (const project of projects) counts[phaseOf(project)] += 1
  return counts
}

/** Whether somebody should look: it failed, or people wait for it. */
export function needsLook(project: ProjectView): boolean {
  const phase = phaseOf(project)
  return phase === 'failed' || phase === 'running' || phase === 'waiting'
}

/** When the run ended that a project's status is about; while it has not, when it began. */
function lastRunAt({ latest }: ProjectView): EpochMs | null {
  if (latest === null) return null
  return latest.finishedAt ?? latest.startedAt ?? latest.createdAt
}

/** What failed stands first, then what goes on now, then the rest. */
function rankOf(project: ProjectView): number {
  if (phaseOf(project) === 'failed') return 0
  return needsLook(project) || project.active ? 1 : 2
}

/** Among equals the latest one first; without any run, by name. */
export function inOrder(a: ProjectView, b: ProjectView): number {
  const rank = rankOf(a) - rankOf(b)
  if (rank !== 0) return rank
  const later = (lastRunAt(b) ?? 0) - (lastRunAt(a) ?? 0)
  if (later !== 0) return later
  return a.fullName < b.fullName ? -1 : Number(a.fullName > b.fullName) || a.id - b.id
}
