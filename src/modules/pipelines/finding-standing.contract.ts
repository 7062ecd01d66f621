import { describe, expect, test } from 'vitest'
import type { FoundRun } from './found.ts'
import { aRun, noon, running } from './samples.contract.ts'
import { type Fresh, furnished, told } from './store-house.contract.ts'

async function open(fresh: Fresh) {
  const { house, project } = await furnished(fresh)
  let count = 0
  return {
    house,
    project,
    /** Each is newer than the one before it. */
    async run(differs: Partial<FoundRun> = {}) {
      count += 1
      const found = aRun({ externalId: `${count}`, createdAt: noon + count * 1_000, ...differs })
      await house.pipelines.saveRuns(project.id, [found], { at: noon, manner: 'live' })
      return found
    },
    async view() {
      const [view] = await house.pipelines.some([project.id])
      if (view === undefined) throw new Error('no view')
      return view
    },
  }
}

export function findingStandingContract(fresh: Fresh): void {
  describe('the view of a project', () => {
    test('stands as the worst run of the newest commit on its default branch, and shows that run', async () => {
      const { run, view } = await open(fresh)
      await run({ sha: 'old', status: 'failed' })
      await run({ sha: 'new', title: 'ci' })
      const worst = await run({ sha: 'new', title: 'lint', status: 'failed' })
      await run({ sha: 'new', title: 'docs' })
      await run({ sha: 'f', branch: 'feature', status: 'running' })
      const { status, latest, active } = await view()
      expect(status).toBe('failed')
      expect(active).toBe(true)
      const { externalId: _, ref: _r, rawStatus: _s, queuedMs: _q, ...shown } = worst
      const { trigger: _t, sourceTime: _o, parent: _p, partial: _l, ...mark } = shown
      expect(latest).toEqual({ ...mark, id: latest?.id })
    })

    test('stands as any branch does where the default branch has no run', async () => {
      const { run, view } = await open(fresh)
      await run({ branch: 'feature', status: 'failed' })
      expect(await view()).toMatchObject({ status: 'failed', latest: { branch: 'feature' } })
      await run()
      expect(await view()).toMatchObject({ status: 'success', latest: { branch: 'main' } })
    })

    test('has the statuses of the newest ten, newest first, without attempts that were run again', async () => {
      const { run, view, house, project } = await open(fresh)
      for (let i = 0; i < 9; i++) await run()
      await run({ status: 'failed' })
      await run({ status: 'canceled' })
      expect((await view()).recent).toEqual(['canceled', 'failed', ...Array(8).fill('success')])
      const again = aRun({ externalId: '10', attempt: 2, createdAt: noon + 10_000 })
      await house.pipelines.saveRuns(project.id, [again], { at: noon, manner: 'live' })
      expect((await view()).recent).toEqual(['canceled', ...Array(9).fill('success')])
    })

    test('is active while something of it runs or waits, on whatever branch', async () => {
      const { run, view } = await open(fresh)
      const begun = { ...running(), externalId: 'x', branch: 'feature', createdAt: noon }
      for (const status of ['pending', 'waiting', 'running'] as const) {
        await run({ ...begun, status, sourceTime: noon + 5_000 })
        expect((await view()).active).toBe(true)
      }
      await run({ ...begun, status: 'success', sourceTime: noon + 9_000 })
      expect((await view()).active).toBe(false)
    })

    test('says in the ledger that it changed, once for all runs that came together', async () => {
      const { house, project } = await open(fresh)
      const runs = Array.from({ length: 30 }, (_, i) => aRun({ externalId: `${i}` }))
      const how = { at: noon, manner: 'history' } as const
      const news = await told(house, () => house.pipelines.saveRuns(project.id, runs, how))
      expect(news).toEqual({ changes: [`project ${project.id}`], events: [] })
    })
  })
}
