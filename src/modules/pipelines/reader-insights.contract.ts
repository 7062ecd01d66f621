import { describe, expect, test } from 'vitest'
import type { ConnectionId, ProjectId } from '../../kernel/index.ts'
import type { FoundJob, FoundRun } from './found.ts'
import type { FreshReader } from './pipeline-reader.contract.ts'
import { aJob, aProject, aRun, noon } from './samples.contract.ts'
import { connect, furnished } from './store-house.contract.ts'

const live = { at: noon, manner: 'live' } as const
const dayMs = 86_400_000
const day = Math.floor(noon / dayMs)

export function insightsContract(fresh: FreshReader): void {
  describe('insights', () => {
    async function open() {
      const { house, project } = await furnished(fresh)
      return {
        reader: house.pipelines,
        project,
        async save(run: Partial<FoundRun>, ...jobs: readonly Partial<FoundJob>[]) {
          const found = aRun(run)
          await house.pipelines.saveRuns(project.id, [found], live)
          if (jobs.length === 0) return
          await house.pipelines.saveJobs(project.id, found, jobs.map(aJob), noon)
        },
      }
    }

    test('name jobs that failed and went well with the same commit, in the window', async () => {
      const { reader, project, save } = await open()
      const failing = { name: 'e2e', status: 'failed' } as const
      await save({}, failing, { name: 'lint' })
      await save({ attempt: 2 }, { name: 'e2e', finishedAt: noon + 90_000 }, { name: 'lint' })
      await save({ externalId: '2', sha: 'other' }, failing)
      const insights = await reader.insights(project.id, noon - 1, noon + 100_000)
      expect(insights.flakyJobs).toEqual([{ name: 'e2e', runs: 3, flakes: 1 }])
      expect((await reader.insights(project.id, noon + 1, noon + 100_000)).flakyJobs).toEqual([])
    })

    test('tell how long the default branch was red, also when it was so before', async () => {
      const { reader, project, save } = await open()
      const at = (finishedAt: number) => ({
        externalId: `${finishedAt}`,
        createdAt: finishedAt - 1_000,
        finishedAt,
      })
      await save({ ...at(noon - 50_000), status: 'failed' })
      await save({ ...at(noon + 20_000), branch: 'next' })
      await save({ ...at(noon + 30_000), status: 'canceled' })
      await save(at(noon + 40_000))
      await save({ ...at(noon + 90_000), status: 'failed' })
      expect(await reader.insights(project.id, noon, noon + 100_000)).toMatchObject({
        redMs: 50_000,
        redShare: 0.5,
      })
    })

    test('are empty where nothing is known', async () => {
      const { reader } = await open()
      expect(await reader.insights(4_711 as ProjectId, 0, noon)).toEqual({
        flakyJobs: [],
        redMs: 0,
        redShare: null,
      })
    })
  })

  describe('statistics', () => {
    test('count what the stores were given, once it is added up', async () => {
      const house = await (await fresh()).open()
      const { id } = await connect(house)
      const project = await house.pipelines.saveProject(id, aProject(), noon)
      const other = await house.pipelines.saveProject(
        id,
        aProject({ externalId: '200', fullName: 'Acme/till' }),
        noon,
      )
      await house.pipelines.saveRuns(
        project.id,
        [
          aRun({ status: 'failed' }),
          aRun({ attempt: 2 }),
          aRun({ externalId: '2', status: 'failed', createdAt: noon + dayMs }),
        ],
        live,
      )
      await house.pipelines.saveRuns(other.id, [aRun({ durationMs: 30_000 })], live)
      while (await house.pipelines.settleRollups(noon));
      const range = { from: day, to: day + 2 }
      const all = await house.pipelines.statistics(range)
      expect(all.totals).toMatchObject({ total: 3, succeeded: 2, failed: 1, minMs: 30_000 })
      expect(all.days.map(({ day: at, total }) => [at, total])).toEqual([
        [day, 2],
        [day + 1, 1],
        [day + 2, 0],
      ])
      expect(all.platforms).toMatchObject([{ platform: 'github', total: 3 }])
      expect(all.mostActive).toMatchObject([
        { fullName: 'Acme/shop', total: 2 },
        { fullName: 'Acme/till', total: 1 },
      ])
      const one = await house.pipelines.statistics({ ...range, projectId: other.id })
      expect(one.totals).toMatchObject({ total: 1, p50Ms: 30_000 })
      const none = await house.pipelines.statistics({
        ...range,
        connectionId: 4_711 as ConnectionId,
      })
      expect(none.totals.total).toBe(0)
      expect(none.days).toHaveLength(3)
    })
  })
}
