import { describe, expect, test } from 'vitest'
import type { FoundDeployment, FoundJob } from './found.ts'
import { aBranch, aDeployment, aJob, aRun, noon } from './samples.contract.ts'
import { type Fresh, furnished, nothing, told } from './store-house.contract.ts'

const page = { page: 1, limit: 100 }
const key = { externalId: aRun().externalId, attempt: 1 }

export function findingAroundContract(fresh: Fresh): void {
  describe('jobs', () => {
    async function open(jobs: readonly FoundJob[]) {
      const { house, project } = await furnished(fresh)
      const how = { at: noon, manner: 'history' } as const
      const [run] = await house.pipelines.saveRuns(project.id, [aRun()], how)
      if (run === undefined) throw new Error('no run was saved')
      const save = (found: readonly FoundJob[]) =>
        told(house, () => house.pipelines.saveJobs(project.id, key, found, noon))
      const first = await save(jobs)
      return { house, project, run, save, first, stored: () => house.pipelines.jobs(run.id) }
    }

    const downstream = { project: '9', run: '44', status: 'running', webUrl: null } as const

    test('are those of one attempt, in the order of the platform', async () => {
      const jobs = [
        aJob({ externalId: '9', name: 'lint', stage: 'check', allowFailure: true }),
        aJob({ externalId: '8', name: 'deploy', downstream }),
      ]
      const { stored, run, first, project } = await open(jobs)
      expect(await stored()).toEqual(jobs.map((job) => ({ ...job, runId: run.id })))
      expect(first).toEqual({ changes: [`project ${project.id}`], events: [] })
    })

    test('that are the same once more announce nothing; others take their place', async () => {
      const { save, stored, project } = await open([aJob(), aJob({ externalId: '8' })])
      expect(await save([aJob(), aJob({ externalId: '8' })])).toEqual(nothing)
      const changed = await save([aJob({ status: 'failed' })])
      expect(changed.changes).toEqual([`project ${project.id}`])
      expect(await stored()).toMatchObject([{ status: 'failed' }])
    })

    test('of a run without any are an empty list, not an unknown one', async () => {
      const { stored, first } = await open([])
      expect(await stored()).toEqual([])
      expect(first.changes).toHaveLength(1)
    })

    test('of a run that is not known are nobody’s', async () => {
      const { house, project } = await furnished(fresh)
      const save = () => house.pipelines.saveJobs(project.id, key, [aJob()], noon)
      expect(await told(house, save)).toEqual(nothing)
    })
  })

  describe('branches', () => {
    test('are kept, told only when they change, and gone only when the list is whole', async () => {
      const { house, project } = await furnished(fresh)
      const save = (found: Parameters<typeof house.pipelines.saveBranches>[1], whole: boolean) =>
        told(house, () => house.pipelines.saveBranches(project.id, found, { at: noon, whole }))
      const next = aBranch({ name: 'next', isDefault: false })
      const names = async () =>
        (await house.pipelines.branches(project.id, page)).items
          .map(({ name, sha }) => `${name} ${sha}`)
          .toSorted()
      const changed = { changes: [`project ${project.id}`], events: [] }
      expect(await save([aBranch(), next], true)).toEqual(changed)
      expect(await save([aBranch(), next], true)).toEqual(nothing)
      expect(await save([{ ...next, sha: 'd4' }], false)).toEqual(changed)
      expect(await names()).toEqual(['main a1b2c3', 'next d4'])
      expect(await save([aBranch()], true)).toEqual(changed)
      expect(await names()).toEqual(['main a1b2c3'])
    })
  })

  describe('deployments', () => {
    async function open() {
      const { house, project } = await furnished(fresh)
      const save = (found: readonly FoundDeployment[], manner: 'live' | 'history' = 'live') =>
        told(house, () => house.pipelines.saveDeployments(project.id, found, { at: noon, manner }))
      const stored = async () =>
        (await house.pipelines.deployments({ projectId: project.id }, page)).items
      return { house, project, save, stored }
    }

    const started = aDeployment({
      status: 'running',
      rawStatus: 'in_progress',
      finishedAt: null,
      sourceTime: noon + 1_000,
    })

    test('are kept whole, with the run that did them', async () => {
      const { house, project, save, stored } = await open()
      const how = { at: noon, manner: 'history' } as const
      const [run] = await house.pipelines.saveRuns(project.id, [aRun()], how)
      await save([aDeployment()])
      expect(await stored()).toMatchObject([
        { ...aDeployment(), projectId: project.id, project: 'Acme/shop', runId: run?.id },
      ])
    })

    test('are announced when they are live and their status is another one', async () => {
      const { project, save, stored } = await open()
      const event = {
        type: 'deployment.changed',
        projectId: project.id,
        project: 'Acme/shop',
        environment: 'production',
        sha: 'a1b2c3',
        author: 'ann',
        webUrl: null,
      }
      const first = await save([started])
      const [deployment] = await stored()
      const told = { ...event, deploymentId: deployment?.id }
      expect(first).toEqual({
        changes: [`project ${project.id}`],
        events: [{ ...told, status: 'running' }],
      })
      expect((await save([aDeployment()])).events).toEqual([{ ...told, status: 'success' }])
      expect(await save([aDeployment()])).toEqual(nothing)
      expect(await save([started])).toEqual(nothing)
      expect(await stored()).toMatchObject([{ status: 'success' }])
    })

    test('of history are only kept', async () => {
      const { project, save } = await open()
      expect(await save([aDeployment()], 'history')).toEqual({
        changes: [`project ${project.id}`],
        events: [],
      })
    })

    test('in a state that nobody knows are kept and not announced', async () => {
      const { save } = await open()
      const news = await save([aDeployment({ status: 'unknown' })])
      expect(news.changes).toHaveLength(1)
      expect(news.events).toEqual([])
    })
  })
}
