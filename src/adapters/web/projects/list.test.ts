import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ConnectionId, ProjectId } from '../../../kernel/index.ts'
import { type ProjectView, type RunStatus, runStatuses } from '../../../modules/pipelines/index.ts'
import { choicesOf, listProjects } from './list.ts'
import { phases } from './phase.ts'
import { allProjects, type CiQuery, ciQueryText, groupings, parseCiQuery } from './query.ts'
import { readAt, sampleMark, sampleProject } from './sample.contract.ts'

let id = 0
const project = (fullName: string, status: RunStatus, differs: Partial<ProjectView> = {}) =>
  sampleProject({ id: ++id as ProjectId, fullName, status, ...differs })
const endedAt = (finishedAt: number) => ({ latest: sampleMark({ finishedAt }) })

const names = (projects: readonly ProjectView[], query: Partial<CiQuery> = {}) =>
  listProjects(projects, { ...allProjects, ...query }).groups.flatMap((group) =>
    group.projects.map(({ fullName }) => fullName),
  )

describe('projects stand', () => {
  test('those that failed first, then those that go on, then the latest of the others', () => {
    const projects = [
      project('old', 'success', endedAt(readAt - 9_000)),
      project('new', 'canceled', endedAt(readAt - 1_000)),
      project('busy', 'success', { ...endedAt(readAt - 99_000), active: true }),
      project('gate', 'waiting', { latest: sampleMark({ finishedAt: null }) }),
      project('red', 'failed', endedAt(readAt - 999_000)),
    ]
    expect(names(projects)).toEqual(['red', 'busy', 'gate', 'new', 'old'])
  })

  test('without any run last, by name', () => {
    const none = { latest: null, recent: [] }
    const projects = [project('b', 'unknown', none), project('a', 'unknown', none)]
    expect(names([...projects, project('c', 'success')])).toEqual(['c', 'a', 'b'])
  })
})

describe('a list is narrowed', () => {
  const hub = { connectionId: 1 as ConnectionId, connection: 'hub', platform: 'github' }
  const lab = { connectionId: 2 as ConnectionId, connection: 'lab', platform: 'gitlab' }
  const projects = [
    project('acme/shop', 'success', {
      ...hub,
      latest: sampleMark({ author: 'Ann', branch: 'main' }),
    }),
    project('acme/mail', 'failed', {
      ...lab,
      latest: sampleMark({ author: 'bob', branch: 'next' }),
    }),
    project('acme/attic', 'success', { ...hub, archived: true }),
    project('acme/gone', 'failed', { ...hub, listed: false }),
  ]
  test.each<[Partial<CiQuery>, string[]]>([
    [{}, ['acme/mail', 'acme/shop']],
    [{ platform: 'github' }, ['acme/shop']],
    [{ connection: lab.connectionId }, ['acme/mail']],
    [{ status: 'passed' }, ['acme/shop']],
    [{ branch: 'NEX' }, ['acme/mail']],
    [{ author: 'ann' }, ['acme/shop']],
    [{ q: 'SHOP' }, ['acme/shop']],
    [{ q: 'till', author: 'bob' }, ['acme/mail']],
    [{ q: 'nothing' }, []],
    [{ archived: true, q: 'attic' }, ['acme/attic']],
  ])('to %j', (query, found) => expect(names(projects, query)).toEqual(found))

  test('by outcome, and still tells how many have the others', () => {
    const { total, counts } = listProjects(projects, { ...allProjects, status: 'failed' })
    expect({ total, counts }).toEqual({
      total: 1,
      counts: { failed: 1, running: 0, waiting: 0, passed: 1, other: 0 },
    })
  })

  test('to what there is', () =>
    expect(choicesOf(projects)).toEqual({
      platforms: ['github', 'gitlab'],
      connections: [
        { id: 1, name: 'hub' },
        { id: 2, name: 'lab' },
      ],
    }))
})

test('groups go by owner, the one with the worst project first', () => {
  const projects = [
    project('a/one', 'success'),
    project('b/two', 'failed'),
    project('a/three', 'success'),
    project('alone', 'success', endedAt(1)),
  ]
  const { groups } = listProjects(projects, { ...allProjects, group: 'owner' })
  expect(groups.map(({ name, counts }) => [name, counts.passed, counts.failed])).toEqual([
    ['b', 0, 1],
    ['a', 2, 0],
    ['', 1, 0],
  ])
})

test('a list has its bound, and tells how many there are', () => {
  const projects = Array.from({ length: 12 }, (_, i) => project(`p${i}`, 'success'))
  expect(listProjects(projects, allProjects, 5)).toMatchObject({ total: 12, shown: 5 })
})

test('an outcome is counted for every status', () => {
  const projects = runStatuses.map((status) => project(status, status))
  const { counts } = listProjects(projects, allProjects)
  expect(counts).toEqual({ failed: 1, running: 2, waiting: 1, passed: 2, other: 3 })
})

const query = fc.record({
  q: fc.constantFrom('', 'a&b', 'größe', '%'),
  platform: fc.constantFrom('', 'github'),
  connection: fc.option(fc.integer({ min: 1, max: 9 }).map((id) => id as ConnectionId)),
  status: fc.option(fc.constantFrom(...phases)),
  branch: fc.constantFrom('', 'feature/x y'),
  author: fc.constantFrom('', "o'neil"),
  archived: fc.boolean(),
  group: fc.constantFrom(...groupings),
})

test('a query is read from an address as it was written', () => {
  fc.assert(
    fc.property(query, (query) => {
      const { searchParams } = new URL(`http://pharos.invalid/ci${ciQueryText(query)}`)
      expect(parseCiQuery((name) => searchParams.get(name) ?? undefined)).toEqual(query)
    }),
  )
})

test('what an address says and nobody knows becomes the default', () =>
  expect(parseCiQuery((name) => (name === 'archived' ? 'no' : 'nonsense'))).toMatchObject({
    connection: null,
    status: null,
    archived: false,
    group: 'none',
  }))
