import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ConnectionId, ProjectId, RunId } from '../../../kernel/index.ts'
import type { FoundJob } from '../../../modules/pipelines/index.ts'
import { type Body, clock, type House, openHouse, type Person } from '../house.contract.ts'
import { aRun, seed } from './found.contract.ts'

let house: House
let editor: Person
let viewer: Person
let shop: ProjectId
let docs: ProjectId
let connection: ConnectionId

const hour = 3_600_000
const now = Date.now()

beforeAll(async () => {
  house = await openHouse()
  ;[editor, viewer] = [await house.person('admin'), await house.person('viewer')]
  const seeded = await seed(house, editor, {
    shop: [
      aRun('a', { number: 1, createdAt: now - 5 * hour }),
      aRun('b', { number: 2, createdAt: now - 4 * hour, status: 'failed', branch: 'feature/x' }),
      aRun('c', { number: 3, createdAt: now - 3 * hour, status: 'canceled', sourceTime: 1 }),
      aRun('c', { number: 3, createdAt: now - 3 * hour, status: 'failed', attempt: 2 }),
      aRun('d', {
        number: 4,
        createdAt: now - 2 * hour,
        branch: 'feature/x',
        parent: { project: 'id of shop', run: 'c' },
      }),
    ],
    docs: [],
  })
  connection = seeded.connection
  shop = seeded.projects.shop as ProjectId
  docs = seeded.projects.docs as ProjectId
})
afterAll(() => house[Symbol.asyncDispose]())

const get = async (path: string): Promise<Body> => {
  const { status, json } = await house.ask('GET', `/api/v1${path}`, { as: viewer })
  expect(status, path).toBe(200)
  return json
}
const statusOf = async (method: string, path: string, as: Person = viewer): Promise<number> =>
  (await house.ask(method, `/api/v1${path}`, { as })).status
const numbers = ({ items }: Body) => items.map(({ number, attempt }) => `${number}.${attempt}`)

describe('projects', () => {
  test('are told by what is known of them, of which nothing is not an empty list', async () => {
    const { items, total } = await get('/projects')
    expect(total).toBe(2)
    const byName = Object.fromEntries(items.map((one) => [one.name, one]))
    expect(byName.shop).toMatchObject({
      id: shop,
      connection: 'github-main',
      platform: 'github',
      full_name: 'acme/shop',
      status: 'failed',
      freshness: 'fresh',
      active: false,
      latest: { number: 3, attempt: 2, status: 'failed', branch: 'main' },
    })
    expect(byName.docs).toMatchObject({ freshness: 'loading', status: 'unknown', latest: null })
  })

  test.each([
    ['q=DOC', ['docs']],
    ['q=', ['docs', 'shop']],
    ['status=failed', ['shop']],
    ['platform=gitlab', []],
    ['connection_id=999', []],
    ['q=acme&platform=github', ['docs', 'shop']],
  ])('are filtered by %s', async (query, names) => {
    expect((await get(`/projects?${query}`)).items.map(({ name }) => name).sort()).toEqual(names)
  })

  test('are shown one by one, with the trouble of the latest look', async () => {
    const message = 'not found there'
    const at = Date.UTC(2026, 0, 1)
    const trouble = { kind: 'not_found', message, at, retryAt: null } as const
    await house.store.pipelines.noteProject(docs, { at, trouble })
    expect(await get(`/projects/${docs}`)).toMatchObject({
      freshness: 'error',
      trouble: { kind: 'not_found', message, at: '2026-01-01T00:00:00Z', retry_at: null },
    })
  })

  test.each(['', '/pipelines', '/branches', '/merge-requests', '/issues', '/insights'])(
    'that are not there have no %s',
    async (list) => {
      expect(await statusOf('GET', `/projects/999999${list}`)).toBe(404)
      expect(await statusOf('GET', `/projects/x${list}`)).toBe(404)
    },
  )

  test('are looked at again when an editor says so', async () => {
    expect(await statusOf('POST', `/projects/${shop}/refresh`)).toBe(403)
    expect(await statusOf('POST', `/projects/${shop}/refresh`, editor)).toBe(202)
    expect(await statusOf('POST', '/projects/999999/refresh', editor)).toBe(404)
    const wants = await house.store.pipelines.wants(1 as ConnectionId, 10)
    expect(wants).toMatchObject([{ projectId: shop, want: { kind: 'refresh' } }])
    for (const { id } of wants) await house.store.pipelines.settleWant(id)
  })
})

describe('runs', () => {
  test('of a project come newest first, each by its latest attempt', async () => {
    const path = `/projects/${shop}/pipelines`
    expect(numbers(await get(path))).toEqual(['4.1', '3.2', '2.1', '1.1'])
    expect(numbers(await get(`${path}?attempts=all`))).toEqual(['4.1', '3.2', '3.1', '2.1', '1.1'])
    expect(numbers(await get(`${path}?branch=feature%2Fx`))).toEqual(['4.1', '2.1'])
    expect(numbers(await get(`${path}?branch=main&status=success`))).toEqual(['1.1'])
    expect(numbers(await get(`${path}?page=2&limit=3`))).toEqual(['1.1'])
  })

  test('of all projects are filtered by project and connection', async () => {
    expect((await get('/pipelines')).total).toBe(4)
    expect((await get(`/pipelines?project_id=${docs}`)).total).toBe(0)
    expect((await get(`/pipelines?connection_id=${connection}&status=failed`)).total).toBe(2)
    expect(await statusOf('GET', '/pipelines?status=broken')).toBe(422)
    expect(await statusOf('GET', '/pipelines?project_id=shop')).toBe(422)
  })

  test('have the names of the contract', async () => {
    const { items } = await get(`/pipelines?branch=feature%2Fx`)
    expect(items[0]).toMatchObject({
      external_id: 'd',
      project_id: shop,
      status: 'success',
      raw_status: 'completed/success',
      branch: 'feature/x',
      ref: null,
      author: 'ana',
      attempt: 1,
      trigger: 'push',
      queued_ms: 2_000,
      duration_ms: 60_000,
      parent: { project: 'id of shop', run: 'c' },
    })
  })

  test('are shown with their attempts and the runs around them, and their jobs come later', async () => {
    const [child, run] = (await get(`/projects/${shop}/pipelines`)).items
    const detail = await get(`/pipelines/${run?.id}`)
    expect(detail).toMatchObject({ id: run?.id, project: { id: shop }, jobs: null })
    expect((detail.attempts as Body[]).map(({ attempt }) => attempt)).toEqual([2, 1])
    expect((detail.children as Body[]).map(({ id }) => id)).toEqual([child?.id])
    expect(await get(`/pipelines/${child?.id}`)).toMatchObject({ parent_run: { id: run?.id } })

    const wants = await house.store.pipelines.wants(1 as ConnectionId, 10)
    expect(wants).toContainEqual(
      expect.objectContaining({ want: { kind: 'jobs', run: { externalId: 'c', attempt: 2 } } }),
    )
    const found = { externalId: 'c', attempt: 2 }
    await house.store.pipelines.saveJobs(shop, found, [aJob], now)
    expect((await get(`/pipelines/${run?.id}`)).jobs).toEqual([
      {
        external_id: 'j',
        name: 'test',
        stage: 'verify',
        status: 'failed',
        raw_status: 'failure',
        allow_failure: false,
        web_url: null,
        started_at: null,
        finished_at: null,
        duration_ms: 5,
        queued_ms: null,
        downstream: { project: null, run: '9', status: 'running', web_url: null },
      },
    ])
  })

  test('are started again when an editor says so', async () => {
    const id = (await get(`/pipelines?status=failed&branch=main`)).items[0]?.id as RunId
    expect(await statusOf('POST', `/pipelines/${id}/rerun`)).toBe(403)
    expect(await statusOf('POST', `/pipelines/${id}/rerun`, editor)).toBe(202)
    expect(await statusOf('POST', '/pipelines/999999/rerun', editor)).toBe(404)
    const wants = await house.store.pipelines.wants(1 as ConnectionId, 10)
    expect(wants.map(({ want }) => want.kind)).toContain('rerun')
  })
})

const aJob: FoundJob = {
  externalId: 'j',
  name: 'test',
  stage: 'verify',
  status: 'failed',
  rawStatus: 'failure',
  startedAt: null,
  finishedAt: null,
  durationMs: 5,
  queuedMs: null,
  webUrl: null,
  allowFailure: false,
  downstream: { project: null, run: '9', status: 'running', webUrl: null },
}

describe('lists of a project', () => {
  test('have branches with their newest run', async () => {
    const branch = { sha: null, author: null, message: null, committedAt: now, webUrl: null }
    await house.store.pipelines.saveBranches(
      shop,
      [
        { ...branch, name: 'main', isDefault: true },
        { ...branch, name: 'feature/x', isDefault: false },
      ],
      { at: now, whole: true },
    )
    const { items, total } = await get(`/projects/${shop}/branches`)
    expect(total).toBe(2)
    expect(items.find(({ name }) => name === 'main')).toMatchObject({
      default: true,
      latest: { number: 3, status: 'failed' },
    })
  })

  test('are asked for when somebody looks, and say so until they are there', async () => {
    const path = `/projects/${shop}/merge-requests`
    expect(await get(path)).toEqual({
      state: 'loading',
      fetched_at: null,
      error: null,
      items: [],
      total: 0,
      page: 1,
      limit: 50,
    })
    const one = {
      title: 'x',
      author: null,
      sourceBranch: 'a',
      targetBranch: 'main',
      sha: null,
      draft: true,
      webUrl: null,
      createdAt: now,
      updatedAt: null,
    }
    const value = [1, 2, 3].map((number) => ({ ...one, number }))
    await house.store.pipelines.saveSnapshot(shop, 'merge_requests', { at: clock.now(), value })
    const second = await get(`${path}?page=2&limit=2`)
    expect(second).toMatchObject({ state: 'fresh', error: null, total: 3, page: 2, limit: 2 })
    expect(second.items).toMatchObject([{ number: 3, source_branch: 'a', draft: true }])
  })

  test('say why they could not be read', async () => {
    const trouble = {
      kind: 'forbidden',
      message: 'may not',
      at: clock.now(),
      retryAt: null,
    } as const
    await house.store.pipelines.saveSnapshot(shop, 'issues', { at: clock.now(), trouble })
    expect(await get(`/projects/${shop}/issues`)).toMatchObject({
      state: 'error',
      error: 'may not',
      items: [],
    })
  })
})

describe('figures', () => {
  test('add up the runs of days, each of them named', async () => {
    while (await house.store.pipelines.settleRollups(clock.now()));
    const month = await get('/pipelines/stats')
    expect(month.days).toHaveLength(30)
    expect(month).toMatchObject({
      time_zone: 'Europe/Berlin',
      totals: { min_ms: 60_000, max_ms: 60_000, average_ms: 60_000 },
      platforms: [{ platform: 'github' }],
      most_active: [{ project_id: shop, full_name: 'acme/shop' }],
    })
    const { success, failed, success_rate: rate } = month.totals as Body
    expect(rate).toBeCloseTo(Number(success) / (Number(success) + Number(failed)))
    expect((await get(`/pipelines/stats?project_id=${docs}`)).totals).toMatchObject({
      total: 0,
      success_rate: null,
      p95_ms: null,
    })
    const past = await get('/pipelines/stats?from=2024-02-28&to=2024-03-01')
    expect((past.days as Body[]).map(({ day }) => day)).toEqual([
      '2024-02-28',
      '2024-02-29',
      '2024-03-01',
    ])
  })

  test.each(['days=0', 'from=2026-02-30', 'from=2026-01-02&to=2026-01-01', 'from=1990-01-01'])(
    'refuse %s',
    async (query) => {
      expect(await statusOf('GET', `/pipelines/stats?${query}`)).toBe(422)
    },
  )

  test('of one project tell what is flaky and how long it was red', async () => {
    const told = await get(`/projects/${shop}/insights?days=7`)
    expect(told).toMatchObject({ project_id: shop, flaky_jobs: [] })
    expect(Number(told.red_ms)).toBeGreaterThan(0)
  })
})

describe('deployments', () => {
  const aDeployment = {
    externalId: '1',
    environment: 'production',
    status: 'success',
    rawStatus: 'success',
    ref: 'main',
    sha: null,
    author: null,
    webUrl: null,
    createdAt: now - hour,
    finishedAt: now,
    sourceTime: now,
    run: 'a',
  } as const

  test('are listed, and stand in a matrix of projects and environments', async () => {
    const later = { createdAt: now, finishedAt: null, status: 'failed', run: null } as const
    await house.store.pipelines.saveDeployments(
      shop,
      [
        aDeployment,
        { ...aDeployment, ...later, externalId: '2' },
        { ...aDeployment, externalId: '3', environment: 'lab' },
      ],
      { at: now, manner: 'history' },
    )
    const list = await get(`/deployments?project_id=${shop}&environment=production`)
    expect(list.items).toMatchObject([
      { external_id: '2', status: 'failed', platform: 'github', run_id: null },
      { external_id: '1', status: 'success', project: 'acme/shop' },
    ])
    expect(list.items[1]?.run_id).toEqual(expect.any(Number))
    const matrix = await get('/environments')
    expect(matrix.environments).toEqual(['lab', 'production'])
    const [row] = matrix.projects as { project_id: number; cells: Body[] }[]
    expect(row?.project_id).toBe(shop)
    expect(row?.cells.find(({ environment }) => environment === 'production')).toMatchObject({
      latest: { external_id: '2' },
      last_success: { external_id: '1' },
    })
  })
})
