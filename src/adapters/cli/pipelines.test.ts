import { describe, expect, test } from 'vitest'
import { noon, run, serverOf } from './harness.contract.ts'

const ago = (ms: number): string => new Date(noon - ms).toISOString()

const latest = {
  id: 812,
  number: 562,
  attempt: 2,
  status: 'failed',
  branch: 'main',
  author: 'ana',
  duration_ms: 334_000,
  created_at: ago(3_725_000),
}
const shop = {
  id: 7,
  name: 'shop',
  full_name: 'acme/shop',
  default_branch: 'main',
  status: 'failed',
  latest,
}
const docs = {
  id: 8,
  name: 'docs',
  full_name: 'acme/shop-docs',
  default_branch: 'trunk',
  status: 'unknown',
  latest: null,
}
const runs = [
  { ...latest, message: 'Round prices up\u001b[2J' },
  {
    ...latest,
    id: 811,
    number: null,
    attempt: 1,
    status: 'running',
    branch: null,
    ref: 'v1.2',
    duration_ms: null,
    author: null,
    message: null,
  },
]
const page = (items: readonly object[], total = items.length) => ({
  json: { items, total, page: 1, limit: 200 },
})
const all = 'GET /api/v1/projects?page=1&limit=200'
const found = (q: string) => `GET /api/v1/projects?q=${encodeURIComponent(q)}&limit=200`
const runsOf = (id: number, query = 'limit=20') => `GET /api/v1/projects/${id}/pipelines?${query}`

async function against(replies: Parameters<typeof serverOf>[0], argv: readonly string[]) {
  const { url, heard } = await serverOf(replies)
  const ran = await run(['pipelines', ...argv, '--server', url])
  return { ...ran, asked: heard.map(({ method, url }) => `${method} ${url}`) }
}

describe('pipelines', () => {
  test('lists the projects of all platforms, and the run that each status is about', async () => {
    const { code, out } = await against({ [all]: page([shop, docs]) }, [])
    expect(code).toBe(0)
    expect(out).toBe(
      [
        'PROJECT         BRANCH  STATUS      RUN  DURATION   AGE  AUTHOR',
        'acme/shop       main    failed   #562.2     5m34s  1h2m  ana',
        'acme/shop-docs  trunk   unknown       –         –     –  –',
        '',
      ].join('\n'),
    )
  })

  test('is what the server said, as JSON', async () => {
    const { out } = await against({ [all]: page([shop, docs]) }, ['--json'])
    expect(JSON.parse(out)).toEqual({ items: [shop, docs], total: 2 })
  })

  test('says what to do while there is no project', async () => {
    const { code, err } = await against({ [all]: page([]) }, [])
    expect([code, err]).toEqual([0, 'There is no project yet; add a connection first\n'])
  })

  test.each([
    ['--branch', 'main'],
    ['--limit', '5'],
  ])('takes no %s without a project', async (...argv) => {
    const { code, err, asked } = await against({}, argv)
    expect([code, asked]).toEqual([2, []])
    expect(err).toContain('are for the runs of a PROJECT')
  })
})

describe('pipelines PROJECT', () => {
  test('lists the runs of a project, in which messages cannot do harm, and fails when it has failed', async () => {
    const replies = { 'GET /api/v1/projects/7': { json: shop }, [runsOf(7)]: page(runs, 40) }
    const { code, out, err } = await against(replies, ['7'])
    expect(code).toBe(1)
    expect(out).toBe(
      [
        'BRANCH  STATUS      RUN  DURATION   AGE  AUTHOR  MESSAGE',
        'main    failed   #562.2     5m34s  1h2m  ana     Round prices up',
        'v1.2    running     811         –  1h2m  –       –',
        '',
      ].join('\n'),
    )
    expect(err).toBe('2 of 40 runs of acme/shop\n')
  })

  test('asks for as many runs of a branch as it is told to', async () => {
    const asked = runsOf(7, 'limit=5&branch=feature%2Fx%26y')
    const replies = { 'GET /api/v1/projects/7': { json: shop }, [asked]: page([]) }
    const ran = await against(replies, ['7', '--branch', 'feature/x&y', '--limit', '5'])
    expect(ran.asked.at(-1)).toBe(asked)
    expect([ran.code, ran.err]).toEqual([1, 'acme/shop has no run there yet\n'])
  })

  test('goes well while the default branch has not failed, whatever other branches did', async () => {
    const replies = {
      [found('acme/shop-docs')]: page([docs]),
      [runsOf(8)]: page([{ ...latest, branch: 'other' }]),
    }
    expect((await against(replies, ['acme/shop-docs'])).code).toBe(0)
  })

  test('has project and runs as JSON', async () => {
    const replies = { [found('shop-d')]: page([docs]), [runsOf(8)]: page(runs) }
    const { out, err } = await against(replies, ['shop-d', '--json'])
    expect(JSON.parse(out)).toEqual({ project: docs, items: runs, total: 2 })
    expect(err).toBe('')
  })

  test.each(['ACME/shop', 'shop'])(
    'takes %s for the project of that name, not for a part of another',
    async (named) => {
      const replies = { [found(named)]: page([docs, shop]), [runsOf(7)]: page(runs) }
      expect((await against(replies, [named])).asked.at(-1)).toBe(runsOf(7))
    },
  )

  test('asks which when several fit', async () => {
    const { code, err } = await against({ [found('acme')]: page([shop, docs], 9) }, ['acme'])
    expect(code).toBe(2)
    expect(err).toBe(
      'pharos pipelines: 9 projects fit "acme"; say which by its id: 7 acme/shop, 8 acme/shop-docs, …\n',
    )
  })

  test('says no to a name that no project has', async () => {
    const { code, err } = await against({ [found('shoop')]: page([]) }, ['shoop'])
    expect(code).toBe(1)
    expect(err).toBe('pharos pipelines: there is no project "shoop"; see "pharos pipelines"\n')
  })

  test.each(['0', '201', 'many', '-1'])(
    'refuses a limit of %s before anything is asked',
    async (limit) => {
      const { code, asked } = await against({}, ['7', `--limit=${limit}`])
      expect([code, asked]).toEqual([2, []])
    },
  )

  test('takes one project at most', async () => {
    const { code, err } = await run(['pipelines', 'a', 'b'])
    expect(code).toBe(2)
    expect(err).toContain('"b" is too much; usage: pharos pipelines [PROJECT] [options]')
  })
})
