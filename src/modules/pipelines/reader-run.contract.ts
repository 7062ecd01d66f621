import { describe, expect, test } from 'vitest'
import type { RunId } from '../../kernel/index.ts'
import type { FoundRun } from './found.ts'
import type { FreshReader } from './pipeline-reader.contract.ts'
import type { Project, Run } from './project.ts'
import { aJob, aProject, aRun, noon } from './samples.contract.ts'
import { connect, furnished, type House } from './store-house.contract.ts'

const live = { at: noon, manner: 'live' } as const

async function save(house: House, project: Project, ...found: readonly FoundRun[]): Promise<Run> {
  const [saved] = await house.pipelines.saveRuns(project.id, found, live)
  if (saved === undefined) throw new Error('no run was saved')
  return saved
}

const only = async (house: House, id: RunId) => {
  const detail = await house.pipelines.run(id)
  if (detail === null) throw new Error('no such run')
  return detail
}

const names = (runs: readonly Run[]) => runs.map(({ externalId }) => externalId)

export function readerRunContract(fresh: FreshReader): void {
  describe('a run', () => {
    test('comes with its project and all of its attempts, the newest first', async () => {
      const { house, project } = await furnished(fresh)
      const first = await save(house, project, aRun({ status: 'failed' }))
      const second = await save(house, project, aRun({ attempt: 2 }))
      const detail = await only(house, first.id)
      expect(detail.run).toMatchObject({ id: first.id, superseded: true, attempt: 1 })
      expect(detail.attempts.map(({ id }) => id)).toEqual([second.id, first.id])
      expect(detail.project).toMatchObject({ id: project.id, status: 'success' })
      expect(detail).toMatchObject({ jobs: null, children: [], parent: null })
    })

    test('that is not there is none', async () => {
      const { house } = await furnished(fresh)
      expect(await house.pipelines.run(4_711 as RunId)).toBeNull()
      expect(await house.pipelines.jobs(4_711 as RunId)).toBeNull()
    })

    test('has the jobs of its attempt in their order, or none when nobody has asked', async () => {
      const { house, project } = await furnished(fresh)
      const run = await save(house, project, aRun())
      expect(await house.pipelines.jobs(run.id)).toBeNull()
      const jobs = [
        aJob({ externalId: 'z', name: 'lint', allowFailure: true, status: 'failed' }),
        aJob({ externalId: 'a', name: 'test' }),
        aJob({
          externalId: 'm',
          name: 'deploy',
          downstream: { project: '7', run: '8', status: 'running', webUrl: null },
        }),
      ]
      await house.pipelines.saveJobs(project.id, run, jobs, noon)
      const stored = jobs.map((job) => ({ ...job, runId: run.id }))
      expect(await house.pipelines.jobs(run.id)).toEqual(stored)
      expect((await only(house, run.id)).jobs).toEqual(stored)

      const other = await save(house, project, aRun({ externalId: '2' }))
      await house.pipelines.saveJobs(project.id, other, [], noon)
      expect(await house.pipelines.jobs(other.id)).toEqual([])
    })
  })

  describe('a run that was started by another', () => {
    async function family() {
      const { house, id, project } = await furnished(fresh)
      const other = await house.pipelines.saveProject(
        id,
        aProject({ externalId: '200', fullName: 'Acme/till' }),
        noon,
      )
      const strange = await connect(house, 'elsewhere')
      const stranger = await house.pipelines.saveProject(strange.id, aProject(), noon)
      return { house, project, other, stranger }
    }

    test('stands below it, when it is of the same connection', async () => {
      const { house, project, other, stranger } = await family()
      const parent = await save(house, project, aRun({ externalId: '1' }))
      const startedBy = (run: string, of: string | null) => ({ parent: { project: of, run } })
      await save(
        house,
        other,
        aRun({ externalId: 'named', createdAt: noon + 1, ...startedBy('1', '100') }),
        aRun({ externalId: 'unnamed', createdAt: noon + 2, ...startedBy('1', null) }),
        aRun({ externalId: 'of another project', ...startedBy('1', '300') }),
        aRun({ externalId: 'of another run', ...startedBy('2', '100') }),
      )
      await save(house, stranger, aRun({ externalId: 'elsewhere', ...startedBy('1', '100') }))
      expect(names((await only(house, parent.id)).children)).toEqual(['named', 'unnamed'])
    })

    test('knows it, by its latest attempt', async () => {
      const { house, project, other, stranger } = await family()
      await save(house, project, aRun({ externalId: '1' }))
      const again = await save(house, project, aRun({ externalId: '1', attempt: 2 }))
      await save(house, stranger, aRun({ externalId: '1', attempt: 3 }))
      const parents = await Promise.all(
        ['100', null, '200'].map(async (of, i) => {
          const child = aRun({ externalId: `child ${i}`, parent: { project: of, run: '1' } })
          const { id } = await save(house, other, child)
          return (await only(house, id)).parent?.id ?? null
        }),
      )
      expect(parents).toEqual([again.id, again.id, null])
    })

    test('looks for it in its own project first, where the platform names none', async () => {
      const { house, project, other } = await family()
      await save(house, project, aRun({ externalId: '1', attempt: 2 }))
      const own = await save(house, other, aRun({ externalId: '1' }))
      const child = await save(house, other, aRun({ parent: { project: null, run: '1' } }))
      expect((await only(house, child.id)).parent?.id).toBe(own.id)
    })
  })
}
