import type { ProjectId } from '../../../kernel/index.ts'
import {
  dayOf,
  freshnessOf,
  type ProjectView,
  type SnapshotKind,
} from '../../../modules/pipelines/index.ts'
import type { HttpContext } from '../http.ts'
import { runsViewOf } from '../pages/runs-view.ts'
import type { Site } from '../site.ts'
import type { Abilities } from './abilities.ts'
import { pageOf } from './common.ts'
import { shownBy, unlessAway } from './part.ts'

/** Few, so that the runs below them are in sight. */
const branchesShown = 10
const runsShown = 25
const trendDays = 30
const dayMs = 86_400_000

export type ProjectPanels = ReturnType<typeof createProjectPanels>

/** What the panels show. Each takes the position before it reads, so none says that it is newer than it is. */
export function createProjectPanels(site: Site, abilities: Abilities) {
  const { board, pipelines, connections, clock, timeZone, staleMs } = site
  const freshness = (project: ProjectView) => freshnessOf(project, staleMs, clock.now())

  async function snapshot<Kind extends SnapshotKind>(project: ProjectView, kind: Kind) {
    const { id, connectionId, platform } = project
    const rev = board.markOf(id)
    const able = await abilities(connectionId)
    if (!able.has(kind === 'issues' ? 'issues' : 'mergeRequests')) {
      return { id, rev, unasked: connections.platforms.titleOf(platform), snapshot: null }
    }
    const read = await unlessAway(pipelines.snapshot(id, kind))
    return { id, rev: shownBy(read, rev), unasked: null, snapshot: read }
  }

  return {
    head: (project: ProjectView, rev: number) => ({
      project,
      freshness: freshness(project),
      rev,
      now: clock.now(),
    }),
    async branches(project: ProjectView, c: HttpContext) {
      const { id } = project
      const rev = board.markOf(id)
      const request = { page: pageOf(c.req.query('branches')), limit: branchesShown }
      const branches = await unlessAway(pipelines.branches(id, request))
      return { id, rev: shownBy(branches, rev), freshness: freshness(project), branches }
    },
    async runs(project: ProjectView, c: HttpContext) {
      const { id } = project
      const rev = board.markOf(id)
      const view = runsViewOf((name) => c.req.query(name))
      const { branch, status, page } = view
      const query = {
        projectId: id,
        ...(branch !== '' && { branch }),
        ...(status !== null && { status }),
      }
      const runs = await unlessAway(pipelines.runs(query, { page, limit: runsShown }))
      return { id, rev: shownBy(runs, rev), freshness: freshness(project), view, runs }
    },
    mergeRequests: (project: ProjectView) => snapshot(project, 'merge_requests'),
    issues: (project: ProjectView) => snapshot(project, 'issues'),
    async trends({ id, defaultBranch }: ProjectView) {
      const rev = board.markOf(id)
      const trends = await unlessAway(trendsOf(id))
      return { id, rev, timeZone, defaultBranch, trends }
    },
  }

  async function trendsOf(projectId: ProjectId) {
    const now = clock.now()
    const to = dayOf(now, timeZone)
    const query = { from: to - trendDays + 1, to, projectId }
    const [{ days }, insights] = await Promise.all([
      pipelines.statistics(query),
      pipelines.insights(projectId, now - trendDays * dayMs, now),
    ])
    return { days, insights }
  }
}
