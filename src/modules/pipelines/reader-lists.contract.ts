import { describe, expect, test } from 'vitest'
import type { ConnectionId, Page, ProjectId } from '../../kernel/index.ts'
import type { FreshReader } from './pipeline-reader.contract.ts'
import { aBranch, aDeployment, aProject, aRun, noon, running } from './samples.contract.ts'
import { connect, furnished, type House } from './store-house.contract.ts'

const page = { page: 1, limit: 50 }
const live = { at: noon, manner: 'live' } as const

const idsOf = ({ items }: Page<{ readonly externalId: string }>): readonly string[] =>
  items.map(({ externalId }) => externalId)

/** A project of that name, with runs, the last of the list the newest. */
async function projectWith(
  { pipelines }: House,
  connection: ConnectionId,
  [fullName, ...runs]: readonly [string, ...Parameters<typeof aRun>[0][]],
): Promise<ProjectId> {
  const found = aProject({ externalId: fullName, fullName, name: fullName })
  const { id } = await pipelines.saveProject(connection, found, noon)
  const reports = runs.map((differs, i) =>
    aRun({ externalId: `${fullName} ${i}`, createdAt: noon + i * 1_000, ...differs }),
  )
  await pipelines.saveRuns(id, reports, live)
  return id
}

export function readerListsContract(fresh: FreshReader): void {
  describe('a list of runs', () => {
    async function two() {
      const house = await (await fresh()).open()
      const github = await connect(house, 'github')
      const gitlab = await connect(house, 'gitlab')
      const shop = await projectWith(house, github.id, [
        'shop',
        {},
        { branch: 'next', status: 'failed', createdAt: noon + 500 },
        { externalId: 'again', createdAt: noon - 1_000, status: 'failed' },
        { externalId: 'again', createdAt: noon - 1_000, attempt: 2 },
      ])
      const till = await projectWith(house, gitlab.id, ['till', { status: 'failed' }, {}])
      return { house, shop, till, gitlab: gitlab.id }
    }

    test('has the newest first, of all projects', async () => {
      const { house } = await two()
      const all = await house.pipelines.runs({}, page)
      expect(idsOf(all)).toEqual(['till 1', 'shop 1', 'till 0', 'shop 0', 'again', 'again'])
      expect(all.items.map(({ attempt }) => attempt).slice(-2)).toEqual([2, 1])
      expect(all.total).toBe(6)
    })

    test('is of those that are asked for', async () => {
      const { house, shop, gitlab } = await two()
      const ask = async (query: Parameters<typeof house.pipelines.runs>[0]) =>
        idsOf(await house.pipelines.runs(query, page))
      expect(await ask({ projectId: shop, latestAttempts: true })).toEqual([
        'shop 1',
        'shop 0',
        'again',
      ])
      expect(await ask({ connectionId: gitlab })).toEqual(['till 1', 'till 0'])
      expect(await ask({ status: 'failed' })).toEqual(['shop 1', 'till 0', 'again'])
      expect(await ask({ status: 'failed', latestAttempts: true })).toEqual(['shop 1', 'till 0'])
      expect(await ask({ branch: 'next' })).toEqual(['shop 1'])
      expect(await ask({ projectId: shop, branch: 'main', status: 'failed' })).toEqual(['again'])
      expect(await ask({ projectId: shop, connectionId: gitlab })).toEqual([])
      expect(await ask({ branch: 'nowhere' })).toEqual([])
      expect(await ask({ projectId: 4_711 as ProjectId })).toEqual([])
    })

    test('finds what is not over, however old it is', async () => {
      const { house, till } = await two()
      await house.pipelines.saveRuns(
        till,
        [running({ externalId: 'slow', createdAt: noon - 9_000_000 })],
        live,
      )
      expect(idsOf(await house.pipelines.runs({ status: 'running' }, page))).toEqual(['slow'])
      expect(await house.pipelines.runs({ status: 'waiting' }, page)).toMatchObject({
        items: [],
        total: 0,
      })
    })

    test('comes page by page', async () => {
      const { house } = await two()
      const pages = await Promise.all(
        [1, 2, 3].map((number) => house.pipelines.runs({}, { page: number, limit: 4 })),
      )
      expect(pages.map(({ items, total }) => [items.length, total])).toEqual([
        [4, 6],
        [2, 6],
        [0, 6],
      ])
    })
  })

  describe('a list of projects', () => {
    test('has the worst first, then goes by name', async () => {
      const house = await (await fresh()).open()
      const { id } = await connect(house)
      await projectWith(house, id, ['b-good', {}])
      await projectWith(house, id, ['A-good', {}])
      await projectWith(house, id, ['idle'])
      await projectWith(house, id, ['busy', { status: 'running' }])
      await projectWith(house, id, ['bad', { status: 'failed' }])
      const { items, total } = await house.pipelines.projects({}, page)
      expect(items.map(({ fullName }) => fullName)).toEqual([
        'bad',
        'busy',
        'idle',
        'A-good',
        'b-good',
      ])
      expect(total).toBe(5)
      const second = await house.pipelines.projects({}, { page: 2, limit: 2 })
      expect(second.items.map(({ fullName }) => fullName)).toEqual(['idle', 'A-good'])
    })

    test('is searched by any part of the full name, letter for letter, whatever the case', async () => {
      const house = await (await fresh()).open()
      const { id } = await connect(house)
      for (const name of ['Acme/100%', 'acme/1000', 'Äpfel/a_b', 'Äpfel/acb', 'x\\y']) {
        await projectWith(house, id, [name])
      }
      const search = async (text: string) =>
        (await house.pipelines.projects({ text }, page)).items.map(({ fullName }) => fullName)
      expect(await search('ACME/')).toEqual(['Acme/100%', 'acme/1000'])
      expect(await search('100%')).toEqual(['Acme/100%'])
      expect(await search('A_B')).toEqual(['Äpfel/a_b'])
      expect(await search('äPF')).toEqual(['Äpfel/a_b', 'Äpfel/acb'])
      expect(await search('\\')).toEqual(['x\\y'])
      expect(await search("' or 1 = 1 --")).toEqual([])
      expect(await search('')).toHaveLength(5)
    })

    test('is of one platform, connection or status', async () => {
      const house = await (await fresh()).open()
      const { id } = await connect(house)
      const other = await connect(house, 'another')
      await projectWith(house, id, ['shop', { status: 'failed' }])
      await projectWith(house, other.id, ['till', {}])
      const ask = async (query: Parameters<typeof house.pipelines.projects>[0]) =>
        (await house.pipelines.projects(query, page)).items.map(({ fullName }) => fullName)
      expect(await ask({ connectionId: other.id })).toEqual(['till'])
      expect(await ask({ status: 'failed' })).toEqual(['shop'])
      expect(await ask({ platform: 'github' })).toEqual(['shop', 'till'])
      expect(await ask({ platform: 'jenkins' })).toEqual([])
      expect(await ask({ status: 'failed', text: 'till' })).toEqual([])
    })
  })

  test('a project stands with its newest run, and is none where there is none', async () => {
    const { house, project } = await furnished(fresh)
    await house.pipelines.saveRuns(project.id, [aRun({ status: 'failed' })], live)
    const view = await house.pipelines.project(project.id)
    expect(view).toMatchObject({ ...project, status: 'failed', recent: ['failed'] })
    expect(view?.latest).toMatchObject({ status: 'failed', title: 'ci' })
    expect(await house.pipelines.project(4_711 as ProjectId)).toBeNull()
  })

  test('branches come with their newest runs, the default branch first, then the newest', async () => {
    const { house, project } = await furnished(fresh)
    const branches = [
      aBranch({ committedAt: noon - 90_000 }),
      ...['old', 'new', 'a/b'].map((name, i) =>
        aBranch({ name, isDefault: false, committedAt: i === 2 ? null : noon + i }),
      ),
    ]
    await house.pipelines.saveBranches(project.id, branches, { at: noon, whole: true })
    await house.pipelines.saveRuns(
      project.id,
      [
        aRun({ externalId: '1', createdAt: noon }),
        aRun({ externalId: '2', createdAt: noon + 5, status: 'failed' }),
        aRun({ externalId: '3', branch: 'a/b' }),
      ],
      live,
    )
    const { items, total } = await house.pipelines.branches(project.id, page)
    expect(items.map(({ name, latest }) => [name, latest?.status ?? null])).toEqual([
      ['main', 'failed'],
      ['new', null],
      ['old', null],
      ['a/b', 'success'],
    ])
    expect(total).toBe(4)
    const second = await house.pipelines.branches(project.id, { page: 2, limit: 3 })
    expect(second.items.map(({ name }) => name)).toEqual(['a/b'])
  })

  describe('deployments', () => {
    async function deployed() {
      const house = await (await fresh()).open()
      const { id } = await connect(house)
      const shop = await projectWith(house, id, ['shop', { externalId: '5' }])
      const till = await projectWith(house, id, ['till'])
      const deploy = (project: ProjectId, found: readonly Parameters<typeof aDeployment>[0][]) =>
        house.pipelines.saveDeployments(
          project,
          found.map((differs, i) =>
            aDeployment({ externalId: `${i}`, createdAt: noon + i * 10, run: null, ...differs }),
          ),
          live,
        )
      await deploy(shop, [
        { run: '5' },
        { status: 'failed' },
        { environment: 'test', createdAt: noon - 5 },
      ])
      await deploy(till, [{ createdAt: noon + 5, status: 'failed' }])
      return { house, shop, till, deploy }
    }

    test('come newest first, of a project or an environment, with the run that did them', async () => {
      const { house, shop } = await deployed()
      const all = await house.pipelines.deployments({}, page)
      expect(
        all.items.map(({ project, environment, platform }) => [project, environment, platform]),
      ).toEqual([
        ['shop', 'production', 'github'],
        ['till', 'production', 'github'],
        ['shop', 'production', 'github'],
        ['shop', 'test', 'github'],
      ])
      const [run] = (await house.pipelines.runs({ projectId: shop }, page)).items
      expect(all.items[2]).toMatchObject({ externalId: '0', runId: run?.id })
      const ask = async (query: Parameters<typeof house.pipelines.deployments>[0]) =>
        idsOf(await house.pipelines.deployments(query, page))
      expect(await ask({ projectId: shop })).toEqual(['1', '0', '2'])
      expect(await ask({ projectId: shop, environment: 'test' })).toEqual(['2'])
      expect(await ask({ environment: 'nowhere' })).toEqual([])
    })

    test('are told of each environment, the newest and the last that went well', async () => {
      const { house } = await deployed()
      const rows = await house.pipelines.environments(10)
      expect(
        rows.map(({ project, cells }) => [
          project,
          cells.map(({ environment, latest, lastSuccess }) => [
            environment,
            latest.status,
            lastSuccess?.externalId ?? null,
          ]),
        ]),
      ).toEqual([
        [
          'shop',
          [
            ['production', 'failed', '0'],
            ['test', 'success', '2'],
          ],
        ],
        ['till', [['production', 'failed', null]]],
      ])
    })

    test('are told of so many projects, those with the newest, and of so many environments', async () => {
      const { house, till, deploy } = await deployed()
      const reviews = Array.from({ length: 40 }, (_, i) => ({
        externalId: `review ${i}`,
        environment: `review/${String(i).padStart(2, '0')}`,
        createdAt: noon + 1_000 + i,
      }))
      await deploy(till, reviews)
      const [first, ...others] = await house.pipelines.environments(1)
      expect(others).toEqual([])
      expect(first?.project).toBe('till')
      expect(first?.cells).toHaveLength(20)
      expect(first?.cells.at(-1)?.environment).toBe('review/39')
    })

    test('are none where nothing was deployed', async () => {
      const { house } = await furnished(fresh)
      expect(await house.pipelines.environments(10)).toEqual([])
    })
  })
}
