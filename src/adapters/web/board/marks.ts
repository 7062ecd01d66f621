import type { ProjectId, Seq } from '../../../kernel/index.ts'
import type { Change } from '../../../modules/journal/index.ts'

/** Projects whose latest change is known one by one; of the others it is known to be no later than the floor. */
const keptMost = 10_000

/** Whose mark: that of all projects and connections, or of one project. */
export type MarkOf = 'ci' | ProjectId

/** What moves a mark. */
export const isMarking = ({ kind }: Change): boolean => kind === 'project' || kind === 'connection'

/**
 * The positions of the latest changes of projects. The board keeps nothing else of them: pages read
 * them when they are drawn, and panels ask for themselves again when their mark has moved.
 */
export function createMarks(most = keptMost) {
  /** Latest change last. */
  const projects = new Map<ProjectId, Seq>()
  let floor = 0 as Seq
  let latest = 0 as Seq

  return {
    /** Starts anew at a point, before which single changes are not known. */
    clear(point: Seq): void {
      projects.clear()
      floor = point
      latest = point
    },
    move(changes: readonly Change[]): void {
      for (const { kind, id, seq } of changes) {
        latest = Math.max(latest, seq) as Seq
        if (kind !== 'project') continue
        projects.delete(id as ProjectId)
        projects.set(id as ProjectId, seq)
      }
      for (const [id, seq] of projects) {
        if (projects.size <= most) return
        projects.delete(id)
        floor = Math.max(floor, seq) as Seq
      }
    },
    of: (mark: MarkOf): Seq => (mark === 'ci' ? latest : (projects.get(mark) ?? floor)),
  }
}
