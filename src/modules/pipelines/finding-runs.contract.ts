import { describe, expect, test } from 'vitest'
import type { ProjectId } from '../../kernel/index.ts'
import type { FoundRun } from './found.ts'
import { aRun, noon, running } from './samples.contract.ts'
import { type Fresh, furnished, type House, nothing, told } from './store-house.contract.ts'

const day = 86_400_000

async function open(fresh: Fresh) {
  const { house, project } = await furnished(fresh)
  const save = (found: readonly FoundRun[], manner: 'live' | 'history' = 'live', at = noon) =>
    house.pipelines.saveRuns(project.id, found, { at, manner })
  return {
    house,
    project,
    save,
    tell: (found: readonly FoundRun[], manner: 'live' | 'history' = 'live') =>
      told(house, () => save(found, manner)),
    stored: async () =>
      (await house.pipelines.runs({ projectId: project.id }, { page: 1, limit: 200 })).items,
  }
}

const finished = (differs: Partial<FoundRun>) => aRun(differs)

export function findingRunsContract(fresh: Fresh): void {
  describe('a run', () => {
    test('is whole when it was found, and given back as new', async () => {
      const { save, stored, project } = await open(fresh)
      const found = aRun({ parent: { project: null, run: '77' }, ref: 'refs/heads/main' })
      const saved = await save([found])
      expect(saved).toEqual([
        { ...found, id: saved[0]?.id, projectId: project.id, superseded: false, seenAt: noon },
      ])
      expect(await stored()).toEqual(saved)
    })

    test('that is the same once more changes nothing and announces nothing', async () => {
      const { save, tell, stored } = await open(fresh)
      await save([aRun(), running({ externalId: '2' })])
      const before = await stored()
      expect(await tell([aRun(), running({ externalId: '2' })])).toEqual(nothing)
      expect(await save([aRun()])).toEqual([])
      expect(await stored()).toEqual(before)
    })

    test('goes on, and is not brought back to life by what comes late', async () => {
      const { save, tell, stored } = await open(fresh)
      await save([running()])
      expect(await save([aRun()])).toMatchObject([{ status: 'success' }])
      expect(await tell([running()])).toEqual(nothing)
      expect(await stored()).toMatchObject([{ status: 'success', durationMs: 60_000 }])
    })

    test('whose list says little keeps what is known of it', async () => {
      const { save, stored } = await open(fresh)
      await save([aRun()])
      const little = {
        partial: true,
        author: null,
        message: null,
        startedAt: null,
        finishedAt: null,
        durationMs: null,
        queuedMs: null,
        sourceTime: noon + 70_000,
      }
      await save([aRun(little)])
      expect(await stored()).toMatchObject([
        {
          author: 'ann',
          message: 'mend the till',
          startedAt: noon + 1_000,
          finishedAt: noon + 61_000,
          durationMs: 60_000,
          queuedMs: 1_000,
        },
      ])
    })

    test('that runs again under its id has not ended any more', async () => {
      const { save, stored } = await open(fresh)
      await save([finished({ status: 'failed' })])
      await save([running({ sourceTime: noon + 90_000, partial: true })])
      expect(await stored()).toMatchObject([
        { status: 'running', finishedAt: null, durationMs: null },
      ])
    })

    test('has attempts, of which the latest stands and none is lost', async () => {
      const { save, tell, stored, project } = await open(fresh)
      await save([finished({ status: 'failed' })])
      const second = await save([running({ attempt: 2, sourceTime: noon + 90_000 })])
      expect(second).toMatchObject([{ attempt: 2, superseded: false }])
      const attempts = async () =>
        (await stored()).map(({ attempt, superseded }) => [attempt, superseded]).toSorted()
      expect(await attempts()).toEqual([
        [1, true],
        [2, false],
      ])
      // An earlier one that comes late is one of them, and says nothing of how things stand.
      expect(await tell([aRun({ attempt: 3 })])).toMatchObject({
        changes: [`project ${project.id}`],
      })
      await save([finished({ status: 'failed', attempt: 2, sourceTime: noon + 95_000 })])
      expect(await attempts()).toEqual([
        [1, true],
        [2, true],
        [3, false],
      ])
    })

    test('that two processes save at once is one, and is announced once', async () => {
      const place = await fresh()
      const [house, second] = [await place.open(), await place.open()]
      const { project } = await furnished(async () => ({ open: async () => house }))
      const how = { at: noon, manner: 'live' } as const
      const save = ({ pipelines }: House, found: FoundRun) =>
        pipelines.saveRuns(project.id, [found], how)
      const news = await told(house, () =>
        Promise.all([
          save(house, running()),
          save(second, aRun()),
          save(house, aRun()),
          save(second, running()),
        ]),
      )
      expect(news.events).toMatchObject([{ type: 'run.finished', status: 'success' }])
      const { items } = await second.pipelines.runs({}, { page: 1, limit: 10 })
      expect(items).toMatchObject([{ status: 'success' }])
    })

    test('of a project that is gone is nobody’s', async () => {
      const { house } = await open(fresh)
      const how = { at: noon, manner: 'live' } as const
      expect(await house.pipelines.saveRuns(99 as ProjectId, [aRun()], how)).toEqual([])
    })

    test('may have texts and times that a database takes for odd', async () => {
      const { save, tell } = await open(fresh)
      const odd = aRun({
        message: 'a\0b',
        author: '\udc00',
        durationMs: 1_234.5678,
        queuedMs: Number.NaN,
      })
      expect(await save([odd])).toMatchObject([
        { message: 'ab', author: '\ufffd', durationMs: 1_235, queuedMs: null },
      ])
      expect(await tell([odd])).toEqual(nothing)
    })

    test('is found again by its key, attempt for attempt', async () => {
      const { save, house, project } = await open(fresh)
      await save([aRun(), aRun({ attempt: 2 }), aRun({ externalId: '2' })])
      const known = await house.pipelines.knownRuns(project.id, [
        { externalId: '5000000001', attempt: 2 },
        { externalId: '2', attempt: 9 },
      ])
      expect(known.map(({ externalId, attempt }) => [externalId, attempt])).toEqual([
        ['5000000001', 2],
      ])
    })
  })

  describe('a run that ends', () => {
    test('is announced once when it is live, with all that people want to know', async () => {
      const { save, tell, project } = await open(fresh)
      const [run] = await save([running()])
      const news = await tell([aRun()])
      expect(news).toEqual({
        changes: [`project ${project.id}`],
        events: [
          {
            type: 'run.finished',
            projectId: project.id,
            runId: run?.id,
            project: 'Acme/shop',
            title: 'ci',
            status: 'success',
            turn: null,
            branch: 'main',
            isDefaultBranch: true,
            sha: 'a1b2c3',
            author: 'ann',
            webUrl: aRun().webUrl,
          },
        ],
      })
      const later = aRun({ sourceTime: noon + 99_000, author: 'bob' })
      expect((await tell([later])).events).toEqual([])
    })

    test('is only kept when it is history', async () => {
      const { tell, project } = await open(fresh)
      expect(await tell([aRun()], 'history')).toEqual({
        changes: [`project ${project.id}`],
        events: [],
      })
    })

    test('breaks its branch after a success, and the first success after that fixes it', async () => {
      const { save, tell } = await open(fresh)
      await save([aRun()], 'history')
      const at = (n: number, differs: Partial<FoundRun>) =>
        tell([aRun({ externalId: `run ${n}`, createdAt: noon + n, ...differs })])
      const turns = async (told: ReturnType<typeof at>) =>
        (await told).events.map((event) =>
          event.type === 'run.finished' ? event.turn : event.type,
        )
      expect(await turns(at(1, { status: 'failed' }))).toEqual(['broken'])
      expect(await turns(at(2, { status: 'failed' }))).toEqual([null])
      expect(await turns(at(3, { status: 'canceled' }))).toEqual([null])
      expect(await turns(at(4, { branch: 'next' }))).toEqual([null])
      expect(await turns(at(5, { title: 'lint' }))).toEqual([null])
      expect(await turns(at(6, {}))).toEqual(['fixed'])
      expect(await turns(at(7, { branch: null, title: null }))).toEqual([null])
      expect(await turns(at(8, { branch: null, title: null, status: 'failed' }))).toEqual([
        'broken',
      ])
    })

    test('in another attempt is compared with the attempt before it', async () => {
      const { save, tell } = await open(fresh)
      await save([finished({ status: 'failed' })])
      const { events } = await tell([aRun({ attempt: 2, sourceTime: noon + 90_000 })])
      expect(events).toMatchObject([{ turn: 'fixed' }])
      const late = await tell([finished({ externalId: 'x', attempt: 1, status: 'failed' })])
      expect(late.events).toHaveLength(1)
    })

    test('as an attempt that was run again since is no news', async () => {
      const { save, tell } = await open(fresh)
      await save([running(), running({ attempt: 2 })])
      expect((await tell([finished({ status: 'failed' })])).events).toEqual([])
    })
  })

  describe('runs that are open', () => {
    test('are found, the longest unseen first, without those that were run again', async () => {
      const { house, project, save } = await open(fresh)
      const one = (externalId: string) => running({ externalId })
      await save([one('1'), aRun({ externalId: '2' })], 'live', noon + 5)
      await save([one('3'), one('4'), running({ externalId: '4', attempt: 2 })], 'live', noon)
      const found = await house.pipelines.openRuns(project.id, 10)
      expect(found.map(({ externalId, attempt }) => [externalId, attempt])).toEqual([
        ['3', 1],
        ['4', 2],
        ['1', 1],
      ])
      expect(await house.pipelines.openRuns(project.id, 1)).toHaveLength(1)
    })

    test('are closed as unknown when nobody has seen them since', async () => {
      const { house, project, save, stored } = await open(fresh)
      await save([running(), running({ externalId: '2' }), aRun({ externalId: '3' })])
      await save([running({ externalId: '2' })], 'live', noon + 2 * day)
      const close = () => house.pipelines.closeUnseen(noon + day, noon + 3 * day)
      let closed = 0
      const news = await told(house, async () => {
        closed = await close()
      })
      expect(closed).toBe(1)
      expect(news).toEqual({ changes: [`project ${project.id}`], events: [] })
      const one = (await stored()).find(({ externalId }) => externalId === running().externalId)
      expect(one).toMatchObject({ status: 'unknown', rawStatus: 'in_progress', finishedAt: null })
      expect(await close()).toBe(0)
    })

    test('are closed however many there are', async () => {
      const { house, save } = await open(fresh)
      const many = Array.from({ length: 450 }, (_, i) => running({ externalId: `${i}` }))
      await save(many)
      expect(await house.pipelines.closeUnseen(noon + 1, noon + 1)).toBe(450)
      const view = (await house.pipelines.all()).projects[0]
      expect(view).toMatchObject({ status: 'unknown', active: false })
    })

    test('that were closed come back when the platform still tells of them', async () => {
      const { house, save, stored } = await open(fresh)
      await save([running()])
      await house.pipelines.closeUnseen(noon + 1, noon + 1)
      await save([running()])
      expect(await stored()).toMatchObject([{ status: 'running' }])
    })
  })
}
