import { describe, expect, test } from 'vitest'
import type { ConnectionId, ProjectId } from '../../kernel/index.ts'
import { aProject, aRun, noon } from './samples.contract.ts'
import { connect, type Fresh, furnished, nothing, told } from './store-house.contract.ts'

const trouble = {
  kind: 'unavailable',
  message: 'answered 503',
  at: noon,
  retryAt: noon + 60_000,
} as const

export function findingProjectsContract(fresh: Fresh): void {
  describe('a list of projects', () => {
    test('is kept whole, with the name and the platform of its connection', async () => {
      const { house, id, project } = await furnished(fresh)
      const whole = {
        ...aProject(),
        id: project.id,
        connectionId: id,
        connection: 'github',
        platform: 'github',
        listed: true,
        filledAt: null,
        refreshedAt: null,
        trouble: null,
      }
      expect(project).toEqual(whole)
      expect(await house.pipelines.projectsOf(id)).toEqual([whole])
      const view = { ...whole, status: 'unknown', latest: null, recent: [], active: false }
      expect(await house.pipelines.all()).toEqual({
        projects: [view],
        seq: await house.journal.head(),
      })
      expect(await house.pipelines.some([project.id, 99 as ProjectId])).toEqual([view])
    })

    test('that is the same once more changes nothing and announces nothing', async () => {
      const { house, id } = await furnished(fresh)
      const again = () => house.pipelines.saveProjects(id, [aProject()], noon + 60_000)
      expect(await told(house, again)).toEqual(nothing)
    })

    test('announces those that are new, changed and gone, and no other', async () => {
      const { house, id, project } = await furnished(fresh)
      const second = aProject({ externalId: '101', fullName: 'acme/api' })
      const news = await told(house, () =>
        house.pipelines.saveProjects(id, [aProject(), second], noon),
      )
      expect(news.changes).toEqual([`connection ${id}`, `project ${project.id + 1}`])
      const changed = { ...second, description: 'speaks' }
      expect(
        await told(house, () => house.pipelines.saveProjects(id, [aProject(), changed], noon)),
      ).toEqual({ changes: [`project ${project.id + 1}`], events: [] })
      const gone = await told(house, () => house.pipelines.saveProjects(id, [changed], noon))
      expect(gone.changes).toEqual([`connection ${id}`, `project ${project.id}`])
    })

    test('throws nothing away: what is missing is no longer listed, and comes back as it was', async () => {
      const { house, id, project } = await furnished(fresh)
      expect(await house.pipelines.saveProjects(id, [], noon)).toEqual([])
      expect(await house.pipelines.projectsOf(id)).toEqual([{ ...project, listed: false }])
      const back = await house.pipelines.saveProjects(id, [aProject()], noon)
      expect(back).toEqual([project])
    })

    test('leaves the projects of other connections alone', async () => {
      const { house, project } = await furnished(fresh)
      const other = await connect(house, 'other')
      await house.pipelines.saveProjects(other.id, [aProject({ name: 'else' })], noon)
      expect(await house.pipelines.projectsOf(project.connectionId)).toEqual([project])
      expect(await house.pipelines.projectsOf(other.id)).toMatchObject([{ name: 'else' }])
    })

    test('may have ten thousand', async () => {
      const house = await (await fresh()).open()
      const { id } = await connect(house)
      const many = Array.from({ length: 10_000 }, (_, i) =>
        aProject({ externalId: `${i}`, name: `p${i}`, fullName: `acme/p${i}` }),
      )
      const saved = await house.pipelines.saveProjects(id, many, noon)
      expect(saved.map(({ externalId }) => externalId).toSorted()).toEqual(
        many.map(({ externalId }) => externalId).toSorted(),
      )
      const changed = many.map((one, i) => (i === 5_000 ? { ...one, archived: true } : one))
      const news = await told(house, () => house.pipelines.saveProjects(id, changed, noon))
      expect(news.changes).toHaveLength(1)
    })

    test('is nothing for a connection that is gone', async () => {
      const house = await (await fresh()).open()
      const gone = 9 as ConnectionId
      expect(await house.pipelines.saveProjects(gone, [aProject()], noon)).toEqual([])
    })

    test('may have texts that a database takes for odd, and of any length', async () => {
      const { house, id } = await furnished(fresh)
      const description = `a\0b ${'\ud800'} ä`
      const odd = aProject({ description, name: 'x'.repeat(5_000) })
      const save = () => house.pipelines.saveProjects(id, [odd], noon)
      expect((await save())[0]).toMatchObject({ description: 'ab \ufffd ä' })
      expect(await told(house, save)).toEqual(nothing)
    })
  })

  describe('a project', () => {
    test('keeps its id when it changes its name', async () => {
      const { house, id, project } = await furnished(fresh)
      const renamed = aProject({ name: 'store', fullName: 'Acme/store' })
      const [saved] = await house.pipelines.saveProjects(id, [renamed], noon)
      expect(saved).toEqual({ ...project, name: 'store', fullName: 'Acme/store' })
    })

    test('is found by its id on the platform, or by its full name in any case', async () => {
      const { house, id, project } = await furnished(fresh)
      const find = (externalId: string | null, fullName: string | null) =>
        house.pipelines.findProject(id, { externalId, fullName })
      expect(await find('100', null)).toEqual(project)
      expect(await find('100', 'acme/other')).toEqual(project)
      expect(await find(null, 'aCME/SHOP')).toEqual(project)
      expect(await find(null, 'acme')).toBeNull()
      expect(await find(null, null)).toBeNull()
    })

    test('is not taken for another one that came under its name', async () => {
      const { house, id } = await furnished(fresh)
      const find = (externalId: string | null) =>
        house.pipelines.findProject(id, { externalId, fullName: 'Acme/shop' })
      expect(await find('200')).toBeNull()
      await house.pipelines.saveProjects(id, [aProject({ externalId: '200' })], noon)
      expect(await find(null)).toMatchObject({ externalId: '200', listed: true })
    })

    test('that a delivery tells of is saved by itself, and keeps what the delivery leaves out', async () => {
      const { house, id, project } = await furnished(fresh)
      const little = aProject({ description: null, defaultBranch: null, name: 'store' })
      const save = () => house.pipelines.saveProject(id, little, noon)
      expect(await save()).toEqual({ ...project, name: 'store' })
      expect(await told(house, save)).toEqual(nothing)
      const fresher = aProject({ externalId: '101' })
      const made = await house.pipelines.saveProject(id, fresher, noon)
      expect(made).toMatchObject({ externalId: '101', listed: true })
      expect(await house.pipelines.projectsOf(id)).toHaveLength(2)
    })

    test('stands by its default branch anew when that is another one', async () => {
      const { house, id, project } = await furnished(fresh)
      const runs = [
        aRun(),
        aRun({ externalId: '2', branch: 'next', status: 'failed', createdAt: noon + 1 }),
      ]
      await house.pipelines.saveRuns(project.id, runs, { at: noon, manner: 'history' })
      const statuses = async () =>
        (await house.pipelines.some([project.id])).map(({ status }) => status)
      expect(await statuses()).toEqual(['success'])
      await house.pipelines.saveProjects(id, [aProject({ defaultBranch: 'next' })], noon)
      expect(await statuses()).toEqual(['failed'])
    })
  })

  describe('what became of a look', () => {
    test('is kept: when it was, what went wrong, and since when history is there', async () => {
      const { house, id, project } = await furnished(fresh)
      const note = house.pipelines.noteProject
      const kept = async () => (await house.pipelines.projectsOf(id))[0]
      await note(project.id, { at: noon, trouble })
      expect(await kept()).toMatchObject({ trouble, refreshedAt: noon, filledAt: null })
      await note(project.id, { at: noon + 1, trouble: null, filled: true })
      expect(await kept()).toMatchObject({
        trouble: null,
        refreshedAt: noon + 1,
        filledAt: noon + 1,
      })
      await note(project.id, { at: noon + 2, trouble: null, filled: true })
      expect(await kept()).toMatchObject({ refreshedAt: noon + 2, filledAt: noon + 1 })
    })

    test('is told only where people see another thing', async () => {
      const { house, project } = await furnished(fresh)
      const note = (...[what]: readonly [Parameters<typeof house.pipelines.noteProject>[1]]) =>
        told(house, () => house.pipelines.noteProject(project.id, what))
      const own = `project ${project.id}`
      const both = [`connection ${project.connectionId}`, own]
      expect((await note({ at: noon, trouble: null, filled: true })).changes).toEqual(both)
      expect(await note({ at: noon + 1, trouble: null })).toEqual(nothing)
      expect((await note({ at: noon + 2, trouble })).changes).toEqual(both)
      expect(await note({ at: noon + 3, trouble: { ...trouble, at: noon + 3 } })).toEqual(nothing)
      const other = { ...trouble, message: 'answered 502' }
      expect((await note({ at: noon + 4, trouble: other })).changes).toEqual([own])
      expect((await note({ at: noon + 5, trouble: null })).changes).toEqual(both)
    })

    test('is nothing for a project that is gone', async () => {
      const { house } = await furnished(fresh)
      const gone = 99 as ProjectId
      const note = () => house.pipelines.noteProject(gone, { at: noon, trouble })
      expect(await told(house, note)).toEqual(nothing)
    })
  })
}
